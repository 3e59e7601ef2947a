import { describeKind, invalidOption, type IdentityError } from "../errors.ts";
import { ProxyAddress, type ProxyProtocol, type ProxyServer } from "./proxy-server.ts";

const DEFAULT_PORTS: Readonly<Record<ProxyProtocol, number>> = {
  http: 80,
  https: 443,
  socks4: 1080,
  socks5: 1080,
};

const EXPECTED = "a URL like http://user:password@host:8000 (http, https, socks4 or socks5)";
const WITH_SCHEME = /^([a-z][a-z0-9+.-]*):\/\//i;

/**
 * Reads and checks the address of a proxy. Without a port it is the protocol's own: 80, 443, or 1080 for SOCKS.
 *
 * @throws {@link IdentityError} `ERR_INVALID_OPTION` when it is no URL of a known protocol, has a path, a query or a
 *   fragment, credentials that don't decode, or a password with socks4, which has none. The message shows nothing of
 *   the credentials.
 *
 * @example
 * ```ts
 * import { parseProxy } from "@sessionary/identity";
 *
 * const proxy = parseProxy("http://user:p%40ss@proxy-1:8000");
 * console.log(proxy.password); // "p@ss"
 * console.log(String(proxy)); // "http://proxy-1:8000"
 * ```
 */
export function parseProxy(url: string): ProxyServer {
  if (typeof url !== "string") throw refuse(describeKind(url));
  if (/\s/.test(url)) throw refuse("a string with white space");
  const scheme = WITH_SCHEME.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) throw refuse("a string without protocol://");
  if (!isProtocol(scheme)) throw refuse(`the protocol ${scheme}`);
  // As http, since `URL` neither checks nor normalises the host of a protocol it does not know.
  const parsed = parseUrl(url.replace(WITH_SCHEME, "http://"));
  if (parsed.pathname !== "/" || parsed.search !== "" || parsed.hash !== "") {
    throw refuse("an address with a path, a query or a fragment");
  }
  const password = decode(parsed.password);
  if (scheme === "socks4" && password !== "")
    throw refuse("a password with socks4, which has none");
  const port = portOf(url, parsed, scheme);
  const host = parsed.hostname.replace(/^\[|\]$/g, "");
  return new ProxyAddress({
    protocol: scheme,
    host,
    port,
    username: decode(parsed.username),
    password,
  });
}

function isProtocol(scheme: string): scheme is ProxyProtocol {
  return Object.hasOwn(DEFAULT_PORTS, scheme);
}

/** `URL` drops the default port of http even where it was given. */
function portOf(url: string, parsed: URL, protocol: ProxyProtocol): number {
  if (parsed.port === "0") throw refuse("port 0");
  if (parsed.port !== "") return Number(parsed.port);
  return /:0*80\/?$/.test(url) ? 80 : DEFAULT_PORTS[protocol];
}

function parseUrl(url: string): URL {
  try {
    return new URL(url);
  } catch {
    // The message of URL's own error, and so its cause, repeats the whole address.
    throw refuse("a string that is no URL");
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refuse("credentials that are not percent-encoded");
  }
}

function refuse(got: string): IdentityError {
  return invalidOption("Proxy", "url", EXPECTED, got);
}
