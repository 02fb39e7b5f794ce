import { join } from "node:path";
import type { Binaries } from "./binaries.ts";

const FILE = "tallybase.conf";

/** Durable and private by default: loopback only, no socket file, fsync as PostgreSQL ships it. */
function defaults(binaries: Binaries): Record<string, string> {
  return {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: "200",
    timezone: "UTC",
    log_timezone: "UTC",
    shared_preload_libraries: binaries.major === 15
      ? "pg_cron,plpgsql_check,pg_stat_statements"
      : "pg_stat_statements",
    ...(binaries.major === 15
      ? {
        "cron.database_name": "postgres",
        "cron.host": "127.0.0.1",
        "cron.use_background_workers": "on",
      }
      : {}),
  };
}

/** The settings of a server as the text of a configuration file. */
export function settingsText(binaries: Binaries, settings: Record<string, string>): string {
  const all = { ...defaults(binaries), ...settings };
  const quote = (value: string) => `'${value.replaceAll("'", "''")}'`;
  return Object.entries(all).map(([name, value]) => `${name} = ${quote(value)}\n`).join("");
}

/** Reads the settings the server was last started with ("" before the first start). */
export function readSettings(dataDir: string): Promise<string> {
  return Deno.readTextFile(join(dataDir, FILE)).catch(() => "");
}

/** Writes the settings; the port is given on the command line, because it may change on a retry. */
export async function writeSettings(dataDir: string, text: string): Promise<void> {
  await Deno.writeTextFile(join(dataDir, FILE), text);
  const main = join(dataDir, "postgresql.conf");
  const present = await Deno.readTextFile(main);
  const line = `include_if_exists = '${FILE}'`;
  if (!present.includes(line)) await Deno.writeTextFile(main, `\n${line}\n`, { append: true });
}
