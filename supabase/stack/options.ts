import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { resolve } from "node:path";
import { messageOf, StackError } from "./errors.ts";

/** The repository. */
export const ROOT = new URL("../../", import.meta.url);
/** First of the stack's ports when none is given. */
const FIRST_PORT = 8400;
/** Ports counted up from the first one. */
export const PORT_COUNT = 5;

/** What the commands of the stack are told. */
export interface Options {
  /** One JSON object on standard output instead of a table. */
  json: boolean;
  home: string;
  /** First port; 0 takes any free ones. */
  port: number;
  /** Lifts the rate limits, for load tests. */
  noLimits: boolean;
  envFile: URL;
}

/** Reads the arguments of a command. Throws a sentence for one it does not know. */
export function readOptions(args: string[]): Options {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        "json": { type: "boolean", default: false },
        "home": { type: "string", default: fileURLToPath(new URL(".stack", ROOT)) },
        "port": { type: "string", default: String(FIRST_PORT) },
        "no-limits": { type: "boolean", default: false },
      },
    }));
  } catch (thrown) {
    throw new StackError(
      `${messageOf(thrown)}: the options are --json, --home DIR, --port N and --no-limits.`,
    );
  }
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535 - PORT_COUNT) {
    throw new StackError(`--port ${values.port} is not a port: give a number, or 0 for any.`);
  }
  return {
    json: values.json,
    home: resolve(values.home),
    port,
    noLimits: values["no-limits"],
    envFile: new URL(".env", ROOT),
  };
}
