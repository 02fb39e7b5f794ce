import { join } from "node:path";
import type { Variable } from "../../functions/_shared/env.ts";
import { bearerToken } from "../../functions/_shared/jwt.ts";
import { connect } from "../../sql/_build/scratch.ts";
import { issueKeys, Tokens } from "./api/tokens.ts";
import { prepareDatabase } from "./database.ts";
import { StackError } from "./errors.ts";
import { type Environment, readEnvironment, readSources } from "./environment.ts";
import { readFunctions } from "./functions/config.ts";
import { FunctionHost } from "./functions/host.ts";
import { makeGateway, type Routes } from "./gateway/gateway.ts";
import { type HomeLock, loadSecrets, lockHome, type Secrets, writePrivate } from "./home.ts";
import { startJobs } from "./jobs/runner.ts";
import { type Options, ROOT } from "./options.ts";
import { makePeople } from "./people.ts";
import { choosePorts, type Ports } from "./ports.ts";
import { keepCluster, type WatchedCluster } from "./postgres/watch.ts";
import { apiProgram, mailProgram, type ProgramFacts, stripeProgram } from "./programs.ts";
import { Child } from "./supervisor/child.ts";
import type { StackInfo } from "./table.ts";
import { buildPages, DIST } from "./web/fresh.ts";
import { makePages } from "./web/pages.ts";

const READY_SECONDS = 60;
/** The sandbox takes any test key; this one says what it is. */
const SANDBOX_KEY = "sk_test_tallybase_sandbox";

/** Something that was started and is ended again, last started first. */
type End = () => void | Promise<void>;

const address = (port: number) => `http://127.0.0.1:${port}`;

/** A whole stack in one home. */
export class Stack {
  #options: Options;
  #say: (line: string) => void;
  #ends: End[] = [];
  #starting: Promise<StackInfo> | undefined;
  #ending: Promise<void> | undefined;

  constructor(options: Options, say: (line: string) => void) {
    this.#options = options;
    this.#say = say;
  }

  /** Whether real Stripe is used because a test key was given. */
  sandbox = true;

  /** Starts everything; resolves when everything answers. */
  start(): Promise<StackInfo> {
    this.#starting ??= this.#start();
    return this.#starting;
  }

  async #start(): Promise<StackInfo> {
    const { home, envFile } = this.#options;
    const environment = readEnvironment(readSources(envFile));
    const declared = readFunctions(new URL("supabase/config.toml", ROOT));
    this.sandbox = environment.STRIPE_SECRET_KEY === undefined;
    const lock: HomeLock = await lockHome(home);
    this.#onEnd(() => lock.release());
    const secrets = await loadSecrets(home);
    const keys = await issueKeys(secrets.jwt_secret);
    const ports = await choosePorts(this.#options.port);

    const pages = buildPages(this.#say);
    // Awaited below; a failure while the database is being made must not go unheard until then.
    pages.catch(() => {});
    const database = await keepCluster({
      home,
      port: ports.postgres,
      onProgress: this.#say,
    }, this.#say);
    this.#onEnd(() => database.stop());
    const facts = factsOf(this.#options, environment, ports, secrets, keys, database, this.#say);

    const children = [mailProgram(facts), ...(this.sandbox ? [stripeProgram(facts)] : [])]
      .map((spec) => this.#startChild(spec));
    const host = await FunctionHost.start({
      functions: declared,
      folder: new URL("functions/", ROOT),
      values: functionValues(facts, environment),
      logFolder: join(home, "logs"),
      say: this.#say,
    });
    this.#onEnd(() => host.stop());
    await prepareDatabase({
      ownerUrl: facts.ownerUrl,
      gatewayUrl: facts.gatewayUrl,
      environment,
      say: this.#say,
    });
    const api = this.#startChild(apiProgram(facts));
    children.push(api, ...host.children());

    const tokens = new Tokens(secrets.jwt_secret);
    this.#serve(
      ports.api,
      makeGateway(routes(api, facts.apiPort, host, tokens, () => {
        return database.running && children.every(({ state }) => state === "ready");
      })),
    );
    await pages;
    this.#serve(
      ports.web,
      makePages(DIST, {
        apiUrl: facts.apiUrl,
        publishableKey: keys.publishable_key,
        testMode: environment.TESTING_MODE ?? true,
      }),
    );
    await this.#startJobs(facts.ownerUrl);
    await Promise.all(children.map((child) => child.ready(READY_SECONDS)));

    const people = await makePeople(
      { authUrl: `${facts.apiUrl}/auth/v1`, secretKey: keys.secret_key, ownerUrl: facts.ownerUrl },
      { demo: secrets.demo_password, admin: secrets.admin_password },
    );
    const info: StackInfo = {
      api_url: facts.apiUrl,
      functions_url: `${facts.apiUrl}/functions/v1`,
      web_url: address(ports.web),
      db_url: facts.ownerUrl,
      stripe_url: this.sandbox ? facts.stripeUrl : "https://api.stripe.com",
      mail_url: facts.mailUrl,
      ...keys,
      jwt_secret: secrets.jwt_secret,
      webhook_secret: facts.webhookSecret,
      ...people,
    };
    await writePrivate(join(home, "stack.json"), info);
    this.#onEnd(() => Deno.remove(join(home, "stack.json")).catch(() => undefined));
    return info;
  }

  #startChild(spec: ConstructorParameters<typeof Child>[0]): Child {
    const child = new Child(spec);
    this.#onEnd(() => child.stop());
    child.start();
    return child;
  }

  #serve(
    port: number,
    handler: (request: Request, client: { ip: string }) => Promise<Response>,
  ) {
    const server = Deno.serve(
      { hostname: "127.0.0.1", port, onListen: () => {} },
      (request, { remoteAddr }) => handler(request, { ip: remoteAddr.hostname }),
    );
    // Open pages keep connections alive, so the end does not wait for them.
    this.#onEnd(async () => {
      await Promise.race([server.shutdown(), new Promise((done) => setTimeout(done, 1_000))]);
    });
  }

  async #startJobs(ownerUrl: string) {
    const sql = connect(ownerUrl, { max: 3, connection: { application_name: "tally jobs" } });
    this.#onEnd(() => sql.end({ timeout: 2 }));
    const jobs = await startJobs(sql, this.#say);
    this.#onEnd(() => jobs.stop());
  }

  #onEnd(end: End) {
    this.#ends.push(end);
    if (this.#ending) throw new StackError("The stack was ended while it started.");
  }

  /** Ends everything that was started, the last first; the data is whole afterwards. */
  stop(): Promise<void> {
    this.#ending ??= (async () => {
      await this.#endAll(1);
      // What was still being started is ended as soon as it is there.
      await this.#starting?.catch(() => undefined);
      await this.#endAll(0);
    })();
    return this.#ending;
  }

  /** The first thing started is the lock, which goes last of all. */
  async #endAll(keep: number) {
    while (this.#ends.length > keep) await this.#ends.pop()!();
  }
}

function factsOf(
  options: Options,
  environment: Environment,
  ports: Ports,
  secrets: Secrets,
  keys: { publishable_key: string; secret_key: string },
  database: WatchedCluster,
  say: (line: string) => void,
): ProgramFacts {
  const gateway = new URL(database.cluster.url);
  gateway.username = "authenticator";
  gateway.password = secrets.gateway_password;
  return {
    home: options.home,
    apiPort: ports.inner,
    apiUrl: address(ports.api),
    webUrl: environment.SITE_URL ?? address(ports.web),
    mailPort: ports.mail,
    mailUrl: address(ports.mail),
    stripePort: ports.stripe,
    stripeUrl: address(ports.stripe),
    gatewayUrl: gateway.href,
    ownerUrl: database.cluster.url,
    jwtSecret: secrets.jwt_secret,
    publishableKey: keys.publishable_key,
    secretKey: keys.secret_key,
    webhookSecret: environment.STRIPE_WEBHOOK_SECRET ?? secrets.webhook_secret,
    say,
  };
}

function functionValues(
  facts: ProgramFacts,
  environment: Environment,
): Partial<Record<Variable, string>> {
  const { STRIPE_SECRET_KEY: key, STRIPE_WEBHOOK_SECRET_PREVIOUS: previous } = environment;
  const origins = [facts.webUrl, environment.CORS_ORIGINS].filter(Boolean);
  return {
    SUPABASE_URL: facts.apiUrl,
    SUPABASE_ANON_KEY: facts.publishableKey,
    SUPABASE_SERVICE_ROLE_KEY: facts.secretKey,
    SUPABASE_JWT_SECRET: facts.jwtSecret,
    STRIPE_SECRET_KEY: key ?? SANDBOX_KEY,
    STRIPE_WEBHOOK_SECRET: facts.webhookSecret,
    ...(previous === undefined ? {} : { STRIPE_WEBHOOK_SECRET_PREVIOUS: previous }),
    ...(key === undefined ? { STRIPE_API_BASE: facts.stripeUrl } : {}),
    SITE_URL: facts.webUrl,
    CORS_ORIGINS: origins.join(","),
    PAYMENTS_ENABLED: String(environment.PAYMENTS_ENABLED ?? true),
  };
}

function routes(
  api: Child,
  apiPort: number,
  host: FunctionHost,
  tokens: Tokens,
  allReady: () => boolean,
): Routes {
  return {
    api: () => ({ name: "api", origin: address(apiPort), ready: api.state === "ready" }),
    edge: (name) => host.upstream(name),
    verify: (request) => tokens.verify(bearerToken(request) ?? ""),
    allReady,
  };
}
