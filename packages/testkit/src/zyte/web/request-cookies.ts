import { domainMatch, pathMatch, type Cookie } from "tough-cookie";

import type { ZyteCookie } from "../query/query.ts";
import { isOver, type CookieShelf } from "./cookie-shelf.ts";

/**
 * The cookies one request works with: those of its shelf, and its own (`requestCookies`), which it sends but never puts on the
 * shelf. It remembers what sites have set meanwhile.
 */
export class RequestCookies {
  readonly #shelf: CookieShelf;
  readonly #now: () => number;
  #own: readonly ZyteCookie[];
  readonly #set = new Map<string, Cookie>();

  constructor(shelf: CookieShelf, own: readonly ZyteCookie[], now: () => number) {
    this.#shelf = shelf;
    this.#own = own;
    this.#now = now;
  }

  /** The Cookie header for a URL; undefined if there is nothing to send. */
  headerFor(url: URL): string | undefined {
    const own = this.#own.filter((cookie) => belongsTo(cookie, url, this.#now()));
    const replaced = new Set(own.map((cookie) => keyOf(cookie)));
    const kept = this.#shelf.of(url).filter((cookie) => !replaced.has(keyOfSet(cookie)));
    const pairs = [
      ...own.map(({ name, value }) => `${name}=${value}`),
      ...kept.map((cookie) => cookie.cookieString()),
    ];
    return pairs.length > 0 ? pairs.join("; ") : undefined;
  }

  /** Takes the Set-Cookie lines of an answer; what the site sets replaces what the request brought. */
  take(url: URL, lines: readonly string[]): void {
    for (const cookie of this.#shelf.take(url, lines)) {
      const key = keyOfSet(cookie);
      this.#set.set(key, cookie);
      this.#own = this.#own.filter((own) => keyOf(own) !== key);
    }
  }

  /** What sites have set during the request, last values, deleted ones left out. */
  get set(): readonly ZyteCookie[] {
    return [...this.#set.values()].filter((cookie) => !isOver(cookie, this.#now())).map(describe);
  }
}

function keyOf({ name, domain, path = "/" }: ZyteCookie): string {
  return `${name}\n${domain.replace(/^\./, "").toLowerCase()}\n${path}`;
}

function keyOfSet({ key, domain, path }: Cookie): string {
  return `${key}\n${domain ?? ""}\n${path ?? "/"}`;
}

/** A given cookie goes to its domain and those below, with or without a dot in front. */
function belongsTo(
  { domain, path = "/", secure, expires }: ZyteCookie,
  url: URL,
  now: number,
): boolean {
  if (!domainMatch(url.hostname, domain.replace(/^\./, "").toLowerCase(), false)) return false;
  if (!pathMatch(url.pathname, path)) return false;
  if (secure && url.protocol !== "https:") return false;
  return expires === undefined || expires < 0 || expires * 1000 > now;
}

const SAME_SITE: Readonly<Record<string, NonNullable<ZyteCookie["sameSite"]>>> = {
  strict: "Strict",
  lax: "Lax",
  none: "None",
};

function describe(cookie: Cookie): ZyteCookie {
  const { key, value, domain, hostOnly, path, expires, httpOnly, secure } = cookie;
  const sameSite = SAME_SITE[cookie.sameSite ?? ""];
  return {
    name: key,
    value,
    domain: `${hostOnly ? "" : "."}${domain ?? ""}`,
    path: path ?? "/",
    ...(expires instanceof Date && { expires: Math.floor(expires.getTime() / 1000) }),
    ...(httpOnly && { httpOnly }),
    ...(secure && { secure }),
    ...(sameSite && { sameSite }),
  };
}
