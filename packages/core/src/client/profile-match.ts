import { pathOf, withoutPort } from "./url-parts.ts";
import type { Profile } from "./client-options.ts";

/** A profile's `match`, ready to be asked. */
export interface Matcher<Request> {
  /** The higher, the more specific; see {@link Profile.match}. */
  readonly specificity: number;
  /** Whether requests to this host can match at all: its answer is kept per host. */
  readonly fitsHost: (host: string) => boolean;
  /** Whether a request to a host that fits matches. `undefined`: all of them do. */
  readonly fits: ((request: Request, url: string) => boolean) | undefined;
}

/** Host (`*`, `*.name`, name or [IPv6]), perhaps a port, perhaps a path. */
const PATTERN = /^((?:\*|(?:\*\.)?[^*/?#@:\s\\[\]]+|\[[\da-f:.]+\])(?::\d+)?)(\/[^?#\s]*)?$/i;

/** Strings come before RegExps, and those before functions: this many characters are no pattern's. */
const ANY_STRING = 1e6;

/** Whether a `match` can be compiled. */
export function isMatch(match: unknown): match is Profile["match"] {
  if (typeof match === "string") return PATTERN.test(match);
  return typeof match === "function" || match instanceof RegExp;
}

/** Compiles the `match` of a profile. */
export function compileMatch<Request>(match: Profile<unknown, Request>["match"]): Matcher<Request> {
  if (typeof match === "function") {
    return { specificity: -1, fitsHost: anyHost, fits: (request) => match(request) };
  }
  if (typeof match === "string") return compileText(match);
  const pattern = new RegExp(match);
  return {
    specificity: 0,
    fitsHost: anyHost,
    fits: (_request, url) => {
      pattern.lastIndex = 0; // a global or sticky RegExp would go on where it stopped
      return pattern.test(url);
    },
  };
}

function compileText<Request>(match: string): Matcher<Request> {
  const [, host = "", path] = PATTERN.exec(match) ?? [];
  const stars = match.split("*").length - 1;
  // Literal characters decide; among equals the pattern with fewer stars: `/p` before `/p*`.
  const specificity = ANY_STRING + match.length - stars - stars / 1000;
  const glob = path === undefined ? undefined : compileGlob(path);
  return {
    specificity,
    fitsHost: hostTest(host.toLowerCase()),
    fits: glob && ((_request, url) => glob.test(pathOf(url))),
  };
}

function hostTest(pattern: string): (host: string) => boolean {
  const bare = withoutPort(pattern) === pattern;
  const suffix = pattern.startsWith("*") ? pattern.slice(1) : undefined;
  return (host) => {
    const compared = bare ? withoutPort(host) : host;
    return suffix === undefined ? compared === pattern : compared.endsWith(suffix);
  };
}

function compileGlob(path: string): RegExp {
  const parts = path.split("*").map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s");
}

function anyHost(): boolean {
  return true;
}
