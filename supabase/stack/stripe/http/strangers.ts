const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/**
 * The sandbox listens on loopback only, but a web page somewhere can still make a browser on this
 * machine call it. Such calls come under a foreign host name (DNS rebinding) or from a foreign
 * origin, and are refused; programs send neither.
 */
export function refuseStrangers(request: Request, publicUrl: string): Response | undefined {
  const own = new URL(publicUrl);
  const { hostname, pathname } = new URL(request.url);
  if (!LOOPBACK.includes(hostname) && hostname !== own.hostname) return refused("host");
  const origin = request.headers.get("origin");
  const steering = pathname.startsWith("/_sandbox") || pathname.startsWith("/v1/");
  if (steering && request.method !== "GET" && origin !== null && !isOwn(origin, own)) {
    return refused("origin");
  }
  return undefined;
}

function isOwn(origin: string, own: URL): boolean {
  if (!URL.canParse(origin)) return false;
  const { hostname, port } = new URL(origin);
  return port === own.port && (hostname === own.hostname || LOOPBACK.includes(hostname));
}

function refused(what: string): Response {
  return Response.json(
    {
      error: {
        type: "invalid_request_error",
        message: `Requests of a foreign ${what} are refused.`,
      },
    },
    { status: 403 },
  );
}
