import {
  fromStorageState,
  toStorageState,
  type HttpIdentity,
  type StorageStateCookie,
} from "@sessionary/identity";

/** A cookie as Crawlee and browsers write it. */
export interface BrowserCookie extends Partial<Omit<StorageStateCookie, "name" | "value">> {
  readonly name: string;
  readonly value: string;
}

/** The cookies that a request to `url` would carry, as browsers write them. */
export function browserCookiesFor(identity: HttpIdentity, url: string): BrowserCookie[] {
  const target = new URL(url);
  return toStorageState(identity).cookies.filter((cookie) => matches(cookie, target));
}

/** Takes cookies from a browser, or from a handler: those without a domain belong to `url`. */
export function takeBrowserCookies(
  identity: HttpIdentity,
  cookies: readonly BrowserCookie[],
  url: string,
): void {
  const { hostname } = new URL(url);
  const whole = cookies.map(({ name, value, ...cookie }) => ({
    domain: hostname,
    path: "/",
    httpOnly: false,
    secure: false,
    sameSite: "Lax" as const,
    ...givenOf(cookie),
    expires: cookie.expires ?? -1,
    name,
    value,
  }));
  const { cookies: parsed } = fromStorageState({ cookies: whole, origins: [] });
  for (const record of parsed.cookies()) identity.cookies.add(record);
}

function givenOf<T extends object>(cookie: T): T {
  return Object.fromEntries(Object.entries(cookie).filter(([, value]) => value !== undefined)) as T;
}

function matches({ domain, path, secure }: StorageStateCookie, url: URL): boolean {
  const host = url.hostname;
  const isHost = domain.startsWith(".")
    ? host === domain.slice(1) || host.endsWith(domain)
    : host === domain;
  const isPath =
    path === url.pathname || url.pathname.startsWith(path.endsWith("/") ? path : `${path}/`);
  return isHost && isPath && (!secure || url.protocol === "https:" || isLoopback(host));
}

function isLoopback(host: string): boolean {
  return /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(host);
}
