import type { Session } from "@sessionary/core";
import type { HttpIdentity } from "@sessionary/identity";
import type { CrawleeState } from "../crawlee-state.ts";
import { valuesOf } from "../http/headers.ts";
import { browserCookiesFor, takeBrowserCookies, type BrowserCookie } from "./browser-cookies.ts";
import { CookieJarFace } from "./cookie-jar-face.ts";
import { Marks } from "./marks.ts";
import { proxyInfoOf, type ProxyInfo } from "./proxy-info.ts";

/** Statuses that Crawlee takes for a block. */
export const BLOCKED_STATUS_CODES: readonly number[] = [401, 403, 407, 429];

/** What `setCookiesFromResponse` reads: a response of a client, or of a browser. */
interface Answer {
  readonly url?: string | (() => string);
  readonly headers?: unknown;
}

/**
 * A session as Crawlee and its handlers know theirs, for one request: what is said about it (`markGood`, `markBad`, `retire`)
 * counts once, when the request ends.
 */
export class LeasedSession {
  readonly id: string;
  readonly #session: Pick<Session<CrawleeState>, "id" | "state" | "uses" | "errors" | "createdAt">;
  readonly #marks = new Marks();
  #jar: CookieJarFace | undefined;
  #proxyInfo: ProxyInfo | undefined;
  #hasEnded = false;

  constructor(
    session: Pick<Session<CrawleeState>, "id" | "state" | "uses" | "errors" | "createdAt">,
  ) {
    this.id = session.id;
    this.#session = session;
  }

  /** The identity behind it: the same object for every lease of the session. */
  static identityOf(session: object): CrawleeState | undefined {
    return #session in session ? session.#session.state : undefined;
  }

  static marksOf(session: LeasedSession): Marks {
    return session.#marks;
  }

  /** Its request is over: nothing that is said about it matters any more. */
  static end(session: LeasedSession): void {
    session.#hasEnded = true;
    session.#marks.seal();
  }

  /** What the handlers of all requests of this session share. Replacing it replaces it for all. */
  get userData(): Record<string, unknown> {
    return (this.#session.state.userData ??= {});
  }

  set userData(data: Record<string, unknown>) {
    this.#session.state.userData = data;
  }

  /** Its cookies, in the shape of a tough-cookie jar. */
  get cookieJar(): CookieJarFace {
    return (this.#jar ??= new CookieJarFace(this.#cookies));
  }

  /** Its proxy, if it has one. Holds the credentials. */
  get proxyInfo(): ProxyInfo | undefined {
    const { proxy } = this.#session.state;
    return (this.#proxyInfo ??= proxy && proxyInfoOf(proxy, this.id));
  }

  get errorScore(): number {
    return this.#session.errors;
  }

  get usageCount(): number {
    return this.#session.uses;
  }

  get createdAt(): Date {
    return new Date(this.#session.createdAt);
  }

  markGood(): void {
    this.#marks.set("good");
  }

  markBad(): void {
    this.#marks.set("bad");
  }

  retire(): void {
    this.#marks.set("retired");
  }

  isUsable(): boolean {
    return !this.#hasEnded && !this.isBlocked();
  }

  isBlocked(): boolean {
    return this.#marks.worst === "retired";
  }

  /** Never: who is too old is not leased. */
  isExpired(): boolean {
    return false;
  }

  /** Never: who is used up is not leased. */
  isMaxUsageCountReached(): boolean {
    return false;
  }

  /** Retires the session if the status says that it is blocked, and answers whether it is. A 429 blocks, but lets it live. */
  retireOnBlockedStatusCodes(status: number, additional: readonly number[] = []): boolean {
    const isBlocked = BLOCKED_STATUS_CODES.includes(status) || additional.includes(status);
    if (isBlocked && (status !== 429 || additional.includes(status))) this.retire();
    return isBlocked;
  }

  setCookiesFromResponse({ url, headers }: Answer): void {
    const fields: unknown = typeof headers === "function" ? headers() : headers;
    const address = typeof url === "function" ? url() : url;
    if (typeof fields !== "object" || fields === null || address === undefined) return;
    const field: string | string[] | undefined = Reflect.get(fields, "set-cookie");
    // Browsers put several into one field, line by line.
    const cookies = valuesOf(field).flatMap((value) => value.split("\n"));
    if (cookies.length > 0) this.#cookies.setCookies(cookies, address);
  }

  setCookies(cookies: readonly BrowserCookie[], url: string): void {
    takeBrowserCookies(this.#session.state, cookies, url);
  }

  getCookies(url: string): BrowserCookie[] {
    return browserCookiesFor(this.#session.state, url);
  }

  getCookieString(url: string): string {
    return this.#cookies.cookieHeader(url);
  }

  setCookie(cookie: string, url: string): void {
    this.#cookies.setCookie(cookie, url);
  }

  /** For people: no cookies, no credentials. */
  toString(): string {
    return `Session(${this.id})`;
  }

  /** Crawlee logs contexts. */
  toJSON(): { readonly id: string } {
    return { id: this.id };
  }

  get #cookies(): HttpIdentity["cookies"] {
    return this.#session.state.cookies;
  }
}
