import { invalidOption } from "@sessionary/core";
import { toStorageState, type HttpIdentity, type IdentityHeaders } from "@sessionary/identity";
import type { BrowserContextOptions } from "playwright-core";
import { withoutSessionStorage } from "./origins.ts";

const SUBJECT = "BrowserContext";

/** A language that says nothing else: what Playwright's `locale` puts in the header is the same, and pages see it too. */
const LANGUAGE = /^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/i;

/**
 * The options of a context that is this identity in a browser: its proxy, its user agent and other headers, its cookies and
 * storage. Whatever else is in `own` is kept.
 *
 * What is kept in sessionStorage is not among them: `openContext` restores it.
 *
 * @param subject who is named in messages
 * @throws `ERR_INVALID_OPTION` when `own` says something else than the identity, or a browser can't be it: SOCKS proxies with
 *   credentials
 */
export function contextOptionsOf(
  identity: HttpIdentity,
  own: BrowserContextOptions = {},
  subject: string = SUBJECT,
): BrowserContextOptions {
  checkContextOptions(own, subject);
  const { userAgent, language, others } = split(identity.headers);
  if (userAgent !== undefined && own.userAgent !== undefined && own.userAgent !== userAgent) {
    throw refuse(subject, "userAgent", "that of the identity, or left out", own.userAgent);
  }
  if (language !== undefined && own.locale !== undefined && own.locale !== language) {
    const expected =
      "what the identity's accept-language says, or left out: it would be sent instead";
    throw refuse(subject, "locale", expected, own.locale);
  }
  for (const name of Object.keys(own.extraHTTPHeaders ?? {})) {
    if (!Object.keys(others).some((header) => header.toLowerCase() === name.toLowerCase()))
      continue;
    throw refuse(
      subject,
      `extraHTTPHeaders[${name}]`,
      "left out, as the identity has one",
      "another",
    );
  }
  const locale =
    own.locale ?? (language !== undefined && LANGUAGE.test(language) ? language : undefined);
  const headers = { ...others, ...own.extraHTTPHeaders };
  const proxy = proxyOf(identity, subject);
  return {
    ...own,
    ...(proxy === undefined ? {} : { proxy }),
    ...(userAgent === undefined ? {} : { userAgent }),
    ...(locale === undefined ? {} : { locale }),
    ...(Object.keys(headers).length === 0 ? {} : { extraHTTPHeaders: headers }),
    storageState: withoutSessionStorage(toStorageState(identity)),
  };
}

/**
 * Refuses options of a context that would go round the session: what they say is the identity's to say.
 *
 * @param subject who is named in messages
 * @throws `ERR_INVALID_OPTION`
 */
export function checkContextOptions(own: BrowserContextOptions, subject: string = SUBJECT): void {
  if (typeof own !== "object" || own === null)
    throw invalidOption(subject, "context", "an object of context options", own);
  if (own.proxy !== undefined)
    throw refuse(subject, "proxy", "left out: every session has its own proxy, or none", own.proxy);
  if (own.storageState !== undefined)
    throw refuse(subject, "storageState", "left out: every session has its own", own.storageState);
  for (const name of Object.keys(own.extraHTTPHeaders ?? {})) {
    const lower = name.toLowerCase();
    if (lower !== "cookie" && lower !== "user-agent") continue;
    const instead = lower === "cookie" ? "every session has its own cookies" : "say `userAgent`";
    throw refuse(subject, `extraHTTPHeaders[${name}]`, `left out: ${instead}`, "another");
  }
}

/**
 * The headers of an identity once a browser is it: both sides send the same user agent and language. What the identity says stays;
 * what it does not say is the context's, and the browser's after that.
 */
export function sharedHeaders(
  { headers }: HttpIdentity,
  { userAgent, locale }: BrowserContextOptions,
  browserAgent: string,
): IdentityHeaders {
  const said = split(headers);
  return {
    ...(said.userAgent === undefined && { "user-agent": userAgent ?? browserAgent }),
    ...headers,
    ...(said.language === undefined && locale !== undefined && { "accept-language": locale }),
  };
}

export function saysUserAgent(headers: IdentityHeaders): boolean {
  return split(headers).userAgent !== undefined;
}

interface SplitHeaders {
  readonly userAgent: string | undefined;
  readonly language: string | undefined;
  /** All but the user agent, which contexts take apart. */
  readonly others: Readonly<Record<string, string>>;
}

function split(headers: IdentityHeaders): SplitHeaders {
  let userAgent: string | undefined;
  let language: string | undefined;
  const others: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    if (lower === "user-agent") userAgent = value;
    else others[name] = value;
    if (lower === "accept-language") language = value;
  }
  return { userAgent, language, others };
}

function proxyOf(
  { proxy }: HttpIdentity,
  subject: string,
): NonNullable<BrowserContextOptions["proxy"]> | undefined {
  if (proxy === undefined) return undefined;
  const { protocol, username, password } = proxy;
  const server = String(proxy);
  if (username === undefined) return { server };
  if (protocol === "socks4" || protocol === "socks5") {
    const expected = "one that browsers can use: they log in to http and https proxies only";
    throw invalidOption(subject, "proxy", expected, `${server} with credentials`);
  }
  return { server, username, ...(password === undefined ? {} : { password }) };
}

function refuse(subject: string, option: string, expected: string, value: unknown): Error {
  return invalidOption(subject, `context.${option}`, expected, value);
}
