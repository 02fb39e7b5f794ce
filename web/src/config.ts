/** What one deployment of these pages needs to know. All of it is public. */
export interface Config {
  /** The project's base URL, without a trailing slash. */
  apiUrl: string;
  publishableKey: string;
  /** A test deployment hands out no real money's worth and says so in the header. */
  testMode: boolean;
}

/** Reads `/config.json`, written by the build. Fails naming what is wrong with it. */
export async function loadConfig(): Promise<Config> {
  const response = await fetch("/config.json", { cache: "no-cache" });
  if (!response.ok) throw new Error(`config.json answered ${response.status}`);
  return readConfig(await response.json());
}

/** Checks the shape of a parsed `config.json`. */
export function readConfig(value: unknown): Config {
  const { apiUrl, publishableKey, testMode } = (value ?? {}) as Record<string, unknown>;
  if (typeof apiUrl !== "string" || !/^https?:\/\/[^/]/.test(apiUrl)) {
    throw new Error("config.json: apiUrl must be a web address");
  }
  if (typeof publishableKey !== "string" || publishableKey === "") {
    throw new Error("config.json: publishableKey is missing");
  }
  return { apiUrl: apiUrl.replace(/\/+$/, ""), publishableKey, testMode: testMode === true };
}
