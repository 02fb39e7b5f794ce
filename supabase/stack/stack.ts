import { join } from "node:path";
import { bearerToken } from "../../functions/_shared/jwt.ts";
import { Database } from "./api/database.ts";
import { issueKeys, Tokens } from "./api/tokens.ts";
import { prepareDatabase } from "./database.ts";
import { type Environment, readEnvironment, readSources } from "./environment.ts";
import { StackError } from "./errors.ts";
import { address, type Facts, factsOf, functionValues } from "./facts.ts";
import { readFunctions } from "./functions/config.ts";
import { FunctionHost } from "./functions/host.ts";
import { makeGateway } from "./gateway/gateway.ts";
import { loadSecrets, lockHome, type Secrets, writePrivate } from "./home.ts";
import { startJobs } from "./jobs/runner.ts";
import { type Options, ROOT } from "./options.ts";
import { makePeople } from "./people.ts";
import { choosePorts, type Ports } from "./ports.ts";
import { keepCluster } from "./postgres/watch.ts";
import { apiProgram, mailProgram, stripeProgram } from "./programs.ts";
import { Child, type ChildSpec } from "./supervisor/child.ts";
import type { StackInfo } from "./table.ts";
import { buildPages, DIST } from "./web/fresh.ts";
import { makePages } from "./web/pages.ts";

const READY_SECONDS = 120;
const CLOSE_MS = 1_000;

/** Ends something that was started. */
type End = () => void | Promise<void>;
type Serve = (request: Request, client: { ip: string }) => Promise<Response>;

/** Stripe cannot reach this machine by itself. */
function forwardingHint({ apiUrl }: Facts): string {
  return "to receive Stripe's events run `stripe listen --forward-to " +
    `${apiUrl}/functions/v1/stripe-webhook\` and put its secret into STRIPE_WEBHOOK_SECRET`;
}

/** A whole stack in one home. */
export class Stack {
  #options: Options;
  #say: (line: string) => void;
  #ends: End[] = [];
  #children: Child[] = [];
  #starting: Promise<StackInfo> | undefined;
  #ending: Promise<void> | undefined;

  constructor(options: Options, say: (line: string) => void) {
    this.#options = options;
    this.#say = say;
  }

  /** Starts everything; resolves when everything answers. */
  start(): Promise<StackInfo> {
    this.#starting ??= this.#start();
    return this.#starting;
  }

  async #start(): Promise<StackInfo> {
    const { home, envFile } = this.#options;
    const environment = readEnvironment(readSources(envFile));
    const lock = await lockHome(home);
    this.#onEnd(() => lock.release());
    const secrets = await loadSecrets(home);
    const keys = await issueKeys(secrets.jwt_secret);
    const ports = await choosePorts(this.#options.port);

    const pages = buildPages(this.#say);
    // Awaited below; a failure while the database is being made must not go unheard until then.
    pages.catch(() => {});
    const database = await this.#startDatabase(ports.postgres);
    const { url: ownerUrl } = database.cluster;
    const facts = factsOf({ home, environment, ports, secrets, keys, ownerUrl, say: this.#say });
    if (!facts.sandbox && !environment.STRIPE_WEBHOOK_SECRET) this.#say(forwardingHint(facts));
    const host = await this.#startPrograms(facts, environment);
    await prepareDatabase({ ownerUrl, gatewayUrl: facts.gatewayUrl, environment, say: this.#say });
    const api = this.#startChild(apiProgram(facts));

    this.#serveApi(facts, ports, host, api, () => database.running);
    await pages;
    this.#servePages(facts, ports, environment);
    await this.#startJobs(ownerUrl);
    await Promise.all(this.#children.map((child) => child.ready(READY_SECONDS)));
    return await this.#describe(facts, secrets);
  }

  async #startDatabase(port: number) {
    const options = { home: this.#options.home, port, onProgress: this.#say };
    const database = await keepCluster(options, this.#say);
    this.#onEnd(() => database.stop());
    return database;
  }

  /** The programs that can start while the database is still being made ready. */
  async #startPrograms(facts: Facts, environment: Environment): Promise<FunctionHost> {
    this.#startChild(mailProgram(facts));
    if (facts.sandbox) this.#startChild(stripeProgram(facts));
    const host = await FunctionHost.start({
      functions: readFunctions(new URL("supabase/config.toml", ROOT)),
      folder: new URL("functions/", ROOT),
      values: functionValues(facts, environment),
      logFolder: join(facts.home, "logs"),
      say: this.#say,
    });
    this.#onEnd(() => host.stop());
    this.#children.push(...host.children());
    return host;
  }

  #startChild(spec: ChildSpec): Child {
    const child = new Child(spec);
    this.#onEnd(() => child.stop());
    this.#children.push(child);
    child.start();
    return child;
  }

  #serveApi(
    facts: Facts,
    ports: Ports,
    host: FunctionHost,
    api: Child,
    databaseRuns: () => boolean,
  ) {
    const tokens = new Tokens(facts.jwtSecret);
    const ready = () => this.#children.every(({ state }) => state === "ready");
    this.#serve(
      ports.api,
      makeGateway({
        api: () => ({ name: "api", origin: address(facts.apiPort), ready: api.state === "ready" }),
        edge: (name) => host.upstream(name),
        verify: (request) => tokens.verify(bearerToken(request) ?? ""),
        allReady: () => databaseRuns() && ready(),
      }),
    );
  }

  #servePages(facts: Facts, ports: Ports, environment: Environment) {
    const config = {
      apiUrl: facts.apiUrl,
      publishableKey: facts.keys.publishable_key,
      testMode: environment.TESTING_MODE ?? true,
    };
    this.#serve(ports.web, makePages(DIST, config));
  }

  #serve(port: number, handler: Serve) {
    const server = Deno.serve(
      { hostname: "127.0.0.1", port, onListen: () => {} },
      (request, { remoteAddr }) => handler(request, { ip: remoteAddr.hostname }),
    );
    // Open pages keep connections alive, so the end waits for them only so long.
    this.#onEnd(async () => {
      await Promise.race([server.shutdown(), new Promise((done) => setTimeout(done, CLOSE_MS))]);
    });
  }

  async #startJobs(ownerUrl: string) {
    const database = new Database(ownerUrl, { max: 3, application: "tally jobs" });
    this.#onEnd(() => database.close());
    const jobs = await startJobs(database, this.#say);
    this.#onEnd(() => jobs.stop());
  }

  async #describe(facts: Facts, secrets: Secrets): Promise<StackInfo> {
    const { apiUrl, ownerUrl, keys } = facts;
    const people = await makePeople(
      { authUrl: `${apiUrl}/auth/v1`, secretKey: keys.secret_key, ownerUrl },
      { demo: secrets.demo_password, admin: secrets.admin_password },
    );
    const info: StackInfo = {
      api_url: apiUrl,
      functions_url: `${apiUrl}/functions/v1`,
      web_url: facts.webUrl,
      db_url: ownerUrl,
      stripe_url: facts.sandbox ? facts.stripeUrl : "https://api.stripe.com",
      mail_url: facts.mailUrl,
      ...keys,
      jwt_secret: facts.jwtSecret,
      webhook_secret: facts.webhookSecret,
      ...people,
    };
    const file = join(facts.home, "stack.json");
    await writePrivate(file, info);
    this.#onEnd(() => Deno.remove(file).catch(() => undefined));
    return info;
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
