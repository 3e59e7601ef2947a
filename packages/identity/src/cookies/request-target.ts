import { describeKind, invalidOption } from "../errors.ts";
import { siteOf } from "./site.ts";

/** What of a request's URL matters for cookies. */
export interface RequestTarget {
  /** Canonical host: lower case, punycode, IPv6 in brackets. */
  readonly host: string;
  readonly path: string;
  /** https, wss, or a loopback host, which browsers trust without encryption. */
  readonly secure: boolean;
  /** `"https"` also for wss: a site is the same for both. */
  readonly scheme: "http" | "https";
  /** Scheme and host: ports mean nothing to cookies. */
  readonly origin: string;
}

const SCHEMES: Readonly<Record<string, "http" | "https" | undefined>> = {
  "http:": "http",
  "https:": "https",
  "ws:": "http",
  "wss:": "https",
};

/** The hosts Chromium and Firefox trust without encryption (W3C Secure Contexts, 3.1). */
const LOOPBACK = /^(?:(?:.+\.)?localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])$/;

export function requestTarget(url: string | URL): RequestTarget {
  const parsed = typeof url === "string" ? parse(url) : url;
  if (typeof parsed !== "object" || parsed === null) throw notHttp(describeKind(parsed));
  const scheme = SCHEMES[parsed.protocol];
  if (scheme === undefined) throw notHttp("a URL of another scheme");
  const host = parsed.hostname;
  const secure = scheme === "https" || LOOPBACK.test(host);
  return { host, path: parsed.pathname, secure, scheme, origin: `${scheme}://${host}` };
}

/** Scheme and site, as browsers write the key of a partition. */
export function topLevelSite(target: RequestTarget): string {
  return `${target.scheme}://${siteOf(target.host)}`;
}

function parse(url: string): URL {
  try {
    return new URL(url);
  } catch {
    // The message of URL's own error, and so its cause, repeats the whole input.
    throw notHttp("a string that is no URL");
  }
}

function notHttp(got: string): Error {
  return invalidOption("CookieJar", "url", "an absolute http(s) or ws(s) URL", got);
}
