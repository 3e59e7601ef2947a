import type { CookieJar } from "@sessionary/identity";

type Callback<T> = (error: Error | null, result?: T) => void;

/**
 * A session's jar in the shape of tough-cookie's, for Crawlee, its HTTP clients and handlers. Cookies are given as Set-Cookie
 * strings, or as objects whose `toString()` is one, as tough-cookie's own is.
 */
export class CookieJarFace {
  readonly #jar: CookieJar;

  constructor(jar: CookieJar) {
    this.#jar = jar;
  }

  getCookieStringSync(url: string): string {
    return this.#jar.cookieHeader(url);
  }

  /** As a promise, or to a callback in the last place. */
  getCookieString(url: string, ...rest: readonly unknown[]): Promise<string> {
    return answer(rest, () => this.getCookieStringSync(url));
  }

  setCookieSync(cookie: unknown, url: string): void {
    this.#jar.setCookie(String(cookie), url);
  }

  /** As a promise, or to a callback in the last place. */
  setCookie(cookie: unknown, url: string, ...rest: readonly unknown[]): Promise<void> {
    return answer(rest, () => this.setCookieSync(cookie, url));
  }

  toString(): string {
    return this.#jar.toString();
  }
}

async function answer<T>(rest: readonly unknown[], ask: () => T): Promise<T> {
  const result = ask();
  const callback = rest.at(-1);
  if (typeof callback === "function") (callback as Callback<T>)(null, result);
  return result;
}
