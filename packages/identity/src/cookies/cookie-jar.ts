import { checkFunction, checkKeys } from "../check-options.ts";
import { Redacted } from "../redacted.ts";
import { recordFlaw } from "./check-record.ts";
import type { CookieRecord } from "./cookie.ts";
import { CookieStore } from "./cookie-store.ts";
import { HeaderCache } from "./header-cache.ts";
import { judgeCookie } from "./judge-cookie.ts";
import type { CookieOutcome } from "./outcome.ts";
import { parseSetCookie } from "./parse-set-cookie.ts";
import { RepeatMemo, type Repeat } from "./repeat-memo.ts";
import { requestTarget, type RequestTarget } from "./request-target.ts";

/** How a {@link CookieJar} tells the time. */
export interface CookieJarOptions {
  /**
   * The clock, in epoch milliseconds.
   *
   * @default Date.now
   */
  readonly now?: (() => number) | undefined;
}

const OPTIONS = ["now"] as const;

interface Contents {
  readonly store: CookieStore;
  readonly headers: HeaderCache;
  readonly repeats: RepeatMemo;
}

/**
 * The cookies of one session, by the rules of RFC 6265bis as browsers apply them to top-level requests.
 *
 * A Set-Cookie that a browser would ignore is ignored, and the returned {@link CookieOutcome} says why; nothing throws
 * but a URL that is none. Secure cookies work on https, wss and on loopback hosts (`localhost`, `*.localhost`,
 * `127.0.0.0/8`, `[::1]`), which Chromium and Firefox trust too. A jar keeps at most 180 cookies of a registrable
 * domain and 3,000 in all.
 *
 * @example
 * ```ts
 * import { CookieJar } from "@sessionary/identity";
 *
 * const jar = new CookieJar();
 * jar.setCookie("sid=1; Path=/; HttpOnly", "https://shop.example/login");
 * console.log(jar.cookieHeader("https://shop.example/cart")); // "sid=1"
 * ```
 */
export class CookieJar extends Redacted {
  readonly #now: () => number;
  /** Absent until the first cookie: many sessions of a large pool never get one. */
  #contents: Contents | undefined;
  /** What the version was when the contents were last thrown away. */
  #baseVersion = 0;
  #lastUrl = "";
  #lastTarget: RequestTarget | undefined;

  /** @throws {@link IdentityError} `ERR_INVALID_OPTION` for an unknown option, or a clock that is no function. */
  constructor(options: CookieJarOptions = {}) {
    super();
    checkKeys("CookieJar", options, OPTIONS);
    checkFunction("CookieJar", "now", options.now);
    this.#now = options.now ?? Date.now;
  }

  /** How many cookies are in the jar, without expired ones. */
  get size(): number {
    return this.#live()?.store.index.size ?? 0;
  }

  /** A number that grows whenever the cookies change, by expiry too: for caches, and for saving only what changed. */
  get version(): number {
    return this.#baseVersion + (this.#live()?.store.changes ?? 0);
  }

  /**
   * Takes one Set-Cookie header, as received from `url`. Repeating a header costs next to nothing.
   *
   * @throws {@link IdentityError} `ERR_INVALID_OPTION` when `url` is not an absolute http(s) or ws(s) URL.
   */
  setCookie(header: string, url: string | URL): CookieOutcome {
    const target = this.#target(url);
    const contents = this.#live();
    const repeated = contents?.repeats.find(header, target);
    if (contents !== undefined && repeated !== undefined)
      return this.#repeat(contents, repeated, target);
    const nowAt = this.#now();
    const parsed = parseSetCookie(header, nowAt);
    if (typeof parsed === "string") return `refused: ${parsed}`;
    const record = judgeCookie(parsed, target, nowAt);
    if (typeof record === "string") return `refused: ${record}`;
    if (!record.secure && !target.secure && contents?.store.overlaysSecure(record)) {
      return "refused: secure-overlay";
    }
    const outcome = this.#put(record, nowAt);
    const entry = this.#contents?.store.index.find(record);
    if (entry !== undefined) this.#contents?.repeats.remember(header, parsed, target, entry);
    return outcome;
  }

  /**
   * Takes all Set-Cookie headers of a response from `url`, as `Headers.getSetCookie()` gives them.
   *
   * @returns how many of them changed the jar.
   * @throws {@link IdentityError} `ERR_INVALID_OPTION` when `url` is not an absolute http(s) or ws(s) URL.
   */
  setCookies(headers: Iterable<string>, url: string | URL): number {
    let changes = 0;
    for (const header of headers) {
      const outcome = this.setCookie(header, url);
      if (outcome === "stored" || outcome === "deleted") changes += 1;
    }
    return changes;
  }

  /**
   * Takes a cookie that another jar or a browser held, with its `createdAt` and expiry. In the order of creation it
   * comes last, unless it replaces one. Rules about the sender's address don't apply: nobody sent it.
   */
  add(cookie: CookieRecord): CookieOutcome {
    this.#live();
    const flaw = recordFlaw(cookie);
    if (flaw !== undefined) return `refused: ${flaw}`;
    const partition = cookie.partition === null ? null : Object.freeze({ ...cookie.partition });
    return this.#put(Object.freeze({ ...cookie, partition }), this.#now());
  }

  /**
   * The Cookie header of a request to `url`; `""` when there is nothing to send.
   *
   * @throws {@link IdentityError} `ERR_INVALID_OPTION` when `url` is not an absolute http(s) or ws(s) URL.
   */
  cookieHeader(url: string | URL): string {
    const target = this.#target(url);
    const contents = this.#live();
    return contents === undefined ? "" : contents.headers.get(contents.store, target);
  }

  /** All cookies, in the order of their creation. */
  cookies(): readonly CookieRecord[] {
    const contents = this.#live();
    if (contents === undefined) return [];
    const entries = [...contents.store.index.all()].sort((a, b) => a.order - b.order);
    return entries.map((entry) => entry.record);
  }

  /** Removes all cookies. */
  clear(): void {
    if (this.size > 0) this.#baseVersion += 1;
    this.#baseVersion += this.#contents?.store.changes ?? 0;
    this.#contents = undefined;
  }

  /** For people: how many cookies, never which. To save a jar, use `identityCodec`. */
  override toString(): string {
    return `CookieJar(${this.size})`;
  }

  /** Stores what a header stored before, without reading it again. */
  #repeat({ store }: Contents, repeat: Repeat, target: RequestTarget): CookieOutcome {
    const { entry, lifeMs } = repeat;
    if (lifeMs === null) {
      store.touch(entry);
      return "unchanged";
    }
    const { record } = entry;
    if (!record.secure && !target.secure && store.overlaysSecure(record)) {
      return "refused: secure-overlay";
    }
    const nowAt = this.#now();
    const again = Object.freeze({ ...record, expiresAt: nowAt + lifeMs, createdAt: nowAt });
    const outcome = store.put(again, nowAt);
    repeat.entry = store.index.find(again) ?? entry;
    return outcome;
  }

  #put(record: CookieRecord, nowAt: number): CookieOutcome {
    if (this.#contents !== undefined) return this.#contents.store.put(record, nowAt);
    const store = new CookieStore();
    const outcome = store.put(record, nowAt);
    if (outcome === "stored") {
      this.#contents = { store, headers: new HeaderCache(), repeats: new RepeatMemo() };
    }
    return outcome;
  }

  /** The contents without what has expired by now. */
  #live(): Contents | undefined {
    const contents = this.#contents;
    if (contents?.store.mayExpire) contents.store.dropExpired(this.#now());
    return contents;
  }

  #target(url: string | URL): RequestTarget {
    if (typeof url !== "string") return requestTarget(url);
    if (this.#lastTarget === undefined || url !== this.#lastUrl) {
      this.#lastTarget = requestTarget(url);
      this.#lastUrl = url;
    }
    return this.#lastTarget;
  }
}
