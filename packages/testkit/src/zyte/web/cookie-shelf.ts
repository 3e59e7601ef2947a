import { Cookie, CookieJar } from "tough-cookie";

/** The cookies of one session, or of one request without a session. Ages are counted by the emulator's clock. */
export class CookieShelf {
  readonly #now: () => number;
  readonly #jar = new CookieJar();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Takes the Set-Cookie lines of an answer; returns those that were accepted. */
  take(url: URL, lines: readonly string[]): readonly Cookie[] {
    const taken: Cookie[] = [];
    for (const line of lines) {
      const cookie = Cookie.parse(line);
      if (!cookie) continue;
      fixExpiry(cookie, this.#now());
      const kept = this.#jar.setCookieSync(cookie, url.href, { ignoreError: true });
      if (kept) taken.push(kept);
    }
    return taken;
  }

  /** The cookies that belong to a request to this URL. */
  of(url: URL): readonly Cookie[] {
    return this.#jar
      .getCookiesSync(url.href, { expire: false })
      .filter((cookie) => !isOver(cookie, this.#now()));
  }
}

/** Whether a cookie's time is over, which is how sites delete one. */
export function isOver({ expires }: Cookie, now: number): boolean {
  return expires instanceof Date && expires.getTime() <= now;
}

/** Max-Age as the time it means, since the library would count it by the system's clock. */
function fixExpiry(cookie: Cookie, now: number): void {
  if (cookie.maxAge === null) return;
  const seconds = cookie.maxAge;
  cookie.expires =
    typeof seconds !== "number" || seconds === Infinity
      ? "Infinity"
      : new Date(Math.max(0, now + seconds * 1000));
  cookie.maxAge = null;
}
