import { join, resolve } from "node:path";
import { z } from "zod";
import { StackError } from "./errors.ts";

/** Everything one stack keeps, in one folder. Only these names are ever removed by a reset. */
export const HOME_ENTRIES = [
  "postgres",
  "postgres.password",
  "secrets.json",
  "stack.json",
  "stripe",
  "mail",
  "logs",
] as const;

const LOCK = "stack.lock";

const secretsSchema = z.object({
  jwt_secret: z.string().min(32),
  webhook_secret: z.string().startsWith("whsec_"),
  gateway_password: z.string().min(20),
  demo_password: z.string().min(8),
  admin_password: z.string().min(8),
});

/** Secrets of one home; the API keys are signed with `jwt_secret`. */
export type Secrets = z.infer<typeof secretsSchema>;

function random(bytes: number): string {
  const text = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(bytes))));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function makeSecrets(): Secrets {
  return {
    jwt_secret: random(32),
    webhook_secret: `whsec_${random(24).replace(/[-_]/g, "x")}`,
    gateway_password: random(18),
    demo_password: `demo-${random(6)}`,
    admin_password: `admin-${random(9)}`,
  };
}

/** Reads the secrets of a home, or makes them on the first start; only the owner can read them. */
export async function loadSecrets(home: string): Promise<Secrets> {
  const file = join(home, "secrets.json");
  const text = await Deno.readTextFile(file).catch(() => undefined);
  if (text === undefined) {
    const made = makeSecrets();
    await writePrivate(file, made);
    return made;
  }
  try {
    return secretsSchema.parse(JSON.parse(text));
  } catch {
    throw new StackError(`${file} is damaged: empty this home with \`deno task reset\`.`);
  }
}

/** Writes JSON that only the owner can read; it appears whole or not at all. */
export async function writePrivate(file: string, value: unknown): Promise<void> {
  const draft = `${file}.draft`;
  await Deno.writeTextFile(draft, JSON.stringify(value, null, 2) + "\n", { mode: 0o600 });
  await Deno.rename(draft, file);
}

/** The right to use a home. The system drops it when its holder dies, however that happens. */
export interface HomeLock {
  release(): void;
}

/** A stack that was just told to end needs a moment. */
const PATIENCE_MS = 3_000;

async function patiently(attempt: () => Promise<boolean>): Promise<boolean> {
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until;) {
    if (await attempt()) return true;
    await new Promise((done) => setTimeout(done, 100));
  }
  return false;
}

/** Takes a home for this process. Throws a sentence when another one has it. */
export async function lockHome(home: string): Promise<HomeLock> {
  try {
    await Deno.mkdir(home, { recursive: true });
  } catch (thrown) {
    throw new StackError(
      `The folder ${resolve(home)} cannot be made (${(thrown as Error).message}): ` +
        "choose another place with --home.",
    );
  }
  const path = join(home, LOCK);
  const file = await Deno.open(path, { create: true, read: true, write: true });
  if (!await patiently(() => file.tryLock(true))) {
    const holder = (await Deno.readTextFile(path)).trim();
    file.close();
    throw new StackError(
      `Another stack (process ${holder}) uses ${resolve(home)}: end it first, ` +
        "or choose another place with --home.",
    );
  }
  await file.truncate();
  await file.write(new TextEncoder().encode(`${Deno.pid}\n`));
  return { release: () => file.close() };
}
