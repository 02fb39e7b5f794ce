import { PATHS } from "../src/routes.ts";

/** What a host must be told: headers, caching, and that every address is the same page. */

const ASSETS = "/assets/*";
const UNHASHED = ["/index.html", "/config.json", "/favicon.svg"];
const FOREVER = "public, max-age=31536000, immutable";
const ASK_FIRST = "no-cache";

/** Headers of every answer. Only our own files run, and only the project is talked to. */
export function securityHeaders(apiUrl: string): Record<string, string> {
  const project = new URL(apiUrl).origin;
  return {
    "Content-Security-Policy": [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      `connect-src 'self' ${project}`,
      "img-src 'self'",
      "font-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ].join("; "),
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-XSS-Protection": "0",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
  };
}

/** `_headers`, as Netlify and Cloudflare Pages read it. No address is named twice for one header. */
export function headersFile(apiUrl: string): string {
  const block = (path: string, headers: Record<string, string>) =>
    [path, ...Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`)].join("\n");
  return [
    block("/*", securityHeaders(apiUrl)),
    block(ASSETS, { "Cache-Control": FOREVER }),
    ...[...PATHS, ...UNHASHED].map((path) => block(path, { "Cache-Control": ASK_FIRST })),
  ].join("\n\n") + "\n";
}

/** `_redirects`: what is no file is the page itself, which knows its addresses. */
export const redirectsFile = (): string => "/* /index.html 200\n";

/** `vercel.json`: the same in Vercel's words. */
export function vercelFile(apiUrl: string): string {
  const list = (headers: Record<string, string>) =>
    Object.entries(headers).map(([key, value]) => ({ key, value }));
  const config = {
    rewrites: [{ source: "/((?!assets/|.*\\.).*)", destination: "/index.html" }],
    headers: [
      { source: "/(.*)", headers: list(securityHeaders(apiUrl)) },
      { source: "/assets/(.*)", headers: list({ "Cache-Control": FOREVER }) },
      { source: "/((?!assets/).*)", headers: list({ "Cache-Control": ASK_FIRST }) },
    ],
  };
  return JSON.stringify(config, null, 2) + "\n";
}
