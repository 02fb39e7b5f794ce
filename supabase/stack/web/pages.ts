import { extname, join, posix } from "node:path";
import { headersFile } from "../../../web/build/hosts.ts";
import { readHeaders } from "./headers_file.ts";

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".txt": "text/plain; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
};

/** Files a host reads and never serves. */
const HIDDEN = /^\/(_headers|_redirects|vercel\.json)$/;

/** What the pages are told about this stack at `/config.json`. */
export interface PageConfig {
  apiUrl: string;
  publishableKey: string;
  testMode: boolean;
}

async function read(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return await Deno.readFile(path);
  } catch {
    return undefined;
  }
}

/**
 * Serves the built pages of `folder` like a static host: the headers of the `_headers` file a host of
 * this project would get, `index.html` for every address without a file of its own, 404 for a missing
 * asset.
 */
export function makePages(folder: string, config: PageConfig) {
  const headersOf = readHeaders(headersFile(config.apiUrl));

  const send = (path: string, served: string, body: BodyInit, status = 200) => {
    const headers = headersOf(path);
    headers.set("content-type", TYPES[extname(served)] ?? "application/octet-stream");
    return new Response(body, { status, headers });
  };

  return async (request: Request): Promise<Response> => {
    if (request.method !== "GET" && request.method !== "HEAD") {
      return new Response(null, { status: 405, headers: { allow: "GET, HEAD" } });
    }
    const path = requestedPath(request);
    if (path === undefined) return new Response("Bad path\n", { status: 400 });
    if (path === "/_ready") return new Response("ready\n");
    if (path === "/config.json") return send(path, path, JSON.stringify(config));
    if (!HIDDEN.test(path)) {
      const file = path === "/" ? undefined : await read(join(folder, path));
      if (file) return send(path, path, file);
      const index = extname(path) === "" ? await read(join(folder, "index.html")) : undefined;
      if (index) return send("/index.html", "/index.html", index);
    }
    return send(path, ".txt", "There is no such page.\n", 404);
  };
}

function requestedPath(request: Request): string | undefined {
  try {
    const path = posix.normalize(decodeURIComponent(new URL(request.url).pathname));
    return path.startsWith("/") && !/[\0\\]/.test(path) ? path : undefined;
  } catch {
    return undefined;
  }
}
