import {
  aBoolean,
  expectOptions,
  invalidOption,
  oneOf,
  systemClock,
  type OptionRules,
} from "@sessionary/core";
import {
  createHttpIdentity,
  createIdentityMaker,
  parseProxy,
  type IdentityHeaders,
} from "@sessionary/identity";
import type { BrowserContextOptions } from "playwright-core";
import type { AdapterOptions } from "./adapter.ts";
import { contextOptionsOf } from "./identity/context-options.ts";
import type { BrowserSessionsOptions, BrowserWireOptions, CaptureSettings } from "./options.ts";
import { SUBJECT } from "./subject.ts";

/** The adapter's part of the options. */
type OwnOptions = BrowserWireOptions &
  Pick<BrowserSessionsOptions, "pages" | "capture" | "pool" | "pools">;

const captureRules: OptionRules<CaptureSettings> = {
  indexedDB: aBoolean,
  sessionStorage: aBoolean,
};

/** @throws `ERR_INVALID_OPTION` */
export function resolveAdapterOptions(options: OwnOptions): Omit<AdapterOptions, "browser"> {
  const { pool, pages = "fresh", capture = {}, context = {} } = options;
  const modes = oneOf("fresh", "reuse")(pages, SUBJECT, "pages");
  if (modes !== undefined) throw invalidOption(SUBJECT, "pages", modes, pages);
  if (pages === "reuse") expectOneAtATime(options);
  expectOptions(SUBJECT, capture, captureRules, "capture.");
  const random = typeof pool?.random === "function" ? pool.random : Math.random;
  const clock = pool?.clock ?? systemClock;
  const makeIdentity = createIdentityMaker(options, {
    subject: SUBJECT,
    protocols: ["http", "https", "socks4", "socks5"],
    random,
    now: () => clock.now(),
  });
  expectNoLogin(options.proxies);
  if (typeof context !== "function") expectNoConflict(context, options);
  return {
    makeIdentity,
    contextOptions: typeof context === "function" ? context : () => context,
    pages,
    capture,
    clock,
    random,
  };
}

/** Two tasks at a time cannot have the one page that is kept. */
function expectOneAtATime({ pool, pools = {} }: OwnOptions): void {
  const all = [
    ["pool", pool] as const,
    ...Object.entries(pools).map(([name, own]) => [`pools[${JSON.stringify(name)}]`, own] as const),
  ];
  for (const [key, settings] of all) {
    const most = settings?.maxConcurrency;
    if (most === undefined || most === 1) continue;
    throw invalidOption(SUBJECT, `${key}.maxConcurrency`, '1 with `pages: "reuse"`', most);
  }
}

/** Browsers cannot log in to a socks proxy; Playwright would say so at the first session. */
function expectNoLogin(proxies: BrowserWireOptions["proxies"]): void {
  if (!Array.isArray(proxies)) return;
  for (const [index, entry] of proxies.entries()) {
    const { protocol, username } = parseProxy(typeof entry === "string" ? entry : entry.url);
    if (!protocol.startsWith("socks") || username === undefined) continue;
    const expected = "a socks proxy without credentials: browsers cannot log in to one";
    throw invalidOption(SUBJECT, `proxies[${index}]`, expected, `${protocol} with credentials`);
  }
}

/** What is known now of the identities to come may not be contradicted by the options of their contexts. */
function expectNoConflict(
  context: BrowserContextOptions,
  { headers, userAgent }: BrowserWireOptions,
): void {
  if (typeof context !== "object" || context === null || Array.isArray(context)) {
    throw invalidOption(SUBJECT, "context", "an object of context options, or a function", context);
  }
  const { storageState: _, ...own } = context;
  const known: IdentityHeaders = typeof headers === "object" ? headers : {};
  const agents = userAgent === undefined ? [] : [userAgent].flat();
  const sets = agents.map((agent) => ({ ...withoutAgent(known), "user-agent": agent }));
  for (const each of sets.length > 0 ? sets : [known]) {
    contextOptionsOf(createHttpIdentity({ headers: each }), own, SUBJECT);
  }
}

function withoutAgent(headers: IdentityHeaders): IdentityHeaders {
  const others = Object.entries(headers).filter(([name]) => name.toLowerCase() !== "user-agent");
  return Object.fromEntries(others);
}
