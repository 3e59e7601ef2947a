import {
  checkBoolean,
  checkChoice,
  checkDrawn,
  checkGroup,
  checkInteger,
  checkNumber,
  checkText,
  type OptionPlace,
} from "./check-option.ts";
import { refuseOption, refuseSecret } from "./invalid-option.ts";
import type {
  BanOptions,
  Drawn,
  ExpireOptions,
  FailureOptions,
  OutageOptions,
  TestSiteOptions,
  ThrottleOptions,
  WrongLocationOptions,
} from "./options.ts";

/** A drawn number as the pair it is drawn from; undefined means never. */
export type Pair = readonly [min: number, max: number] | undefined;

/** The options of a site, checked, with every default filled in. */
export interface SiteSettings {
  readonly seed: string | number;
  readonly host: string;
  readonly now: () => number;
  readonly cookieName: string;
  readonly entry: "anywhere" | "home";
  readonly products: number;
  readonly defaultZip: string;
  readonly accounts: ReadonlyMap<string, string>;
  readonly ban: { readonly afterUses: Pair; readonly perSecond: number };
  readonly expire: {
    readonly maxAgeMs: Pair;
    readonly maxIdleMs: Pair;
    readonly afterUses: Pair;
    readonly answer: "page" | "401";
  };
  readonly bindToAddress: boolean;
  readonly bindToUserAgent: boolean;
  readonly variants: readonly (readonly [name: string, share: number])[];
  readonly wrongLocation: { readonly share: number; readonly afterUses: readonly [number, number] };
  readonly throttle: {
    readonly everyUses: Pair;
    readonly perSecond: number;
    readonly retryAfterMs: number;
  };
  readonly failures: { readonly share: number; readonly answer: number | "reset" };
  readonly outage: OutageOptions | undefined;
  readonly latencyMs: Pair;
  readonly logSize: number;
}

/**
 * Checks the options and fills in the defaults.
 *
 * @throws SessionaryError `ERR_INVALID_OPTION` for an unknown key, a wrong type, a value out of range or shares that add up to more than 1
 */
export function resolveSiteOptions(options: TestSiteOptions | undefined): SiteSettings {
  const given = checkGroup<TestSiteOptions>(at("options"), options, KNOWN);
  const accounts = given.accounts ?? { alice: "wonderland" };
  for (const [user, password] of Object.entries(accounts)) {
    if (typeof password !== "string")
      refuseSecret(OWNER, `accounts.${user}`, "a password", password);
  }
  return Object.freeze({
    seed: checkSeed(given.seed ?? 1),
    host: checkText(at("host"), given.host ?? "127.0.0.1", /./, "an address to listen on"),
    now: checkClock(given.clock ?? Date),
    cookieName: checkText(
      at("cookieName"),
      given.cookieName ?? "sid",
      /^[\w-]+$/,
      "letters, digits, - and _",
    ),
    entry: checkChoice(at("entry"), given.entry ?? "anywhere", ["anywhere", "home"]),
    products: checkInteger(at("products"), given.products ?? 1000, COUNT),
    defaultZip: checkText(at("defaultZip"), given.defaultZip ?? "10001", /^\d{5}$/, "five digits"),
    accounts: new Map(Object.entries(accounts)),
    ban: resolveBan(given.ban),
    expire: resolveExpire(given.expire),
    bindToAddress: checkBoolean(at("bindToAddress"), given.bindToAddress ?? false),
    bindToUserAgent: checkBoolean(at("bindToUserAgent"), given.bindToUserAgent ?? false),
    variants: resolveVariants(given.variants ?? {}),
    wrongLocation: resolveWrongLocation(given.wrongLocation ?? 0),
    throttle: resolveThrottle(given.throttle),
    failures: resolveFailures(given.failures ?? 0),
    outage: resolveOutage(given.outage),
    latencyMs: drawnOrNever("latencyMs", given.latencyMs, "number", 0),
    logSize: checkInteger(at("logSize"), given.logSize ?? 10_000, [0, Number.MAX_SAFE_INTEGER]),
  });
}

const OWNER = "TestSite";
const COUNT = [1, Number.MAX_SAFE_INTEGER] as const;
const SHARE = [0, 1] as const;

const KNOWN = {
  seed: true,
  host: true,
  clock: true,
  cookieName: true,
  entry: true,
  products: true,
  defaultZip: true,
  accounts: true,
  ban: true,
  expire: true,
  bindToAddress: true,
  bindToUserAgent: true,
  variants: true,
  wrongLocation: true,
  throttle: true,
  failures: true,
  outage: true,
  latencyMs: true,
  logSize: true,
} as const;

function at(option: string): OptionPlace {
  return { owner: OWNER, option };
}

function drawnOrNever(
  option: string,
  value: Drawn | undefined,
  kind: "integer" | "number",
  min: number,
): Pair {
  return value === undefined ? undefined : checkDrawn(at(option), value, kind, min);
}

function rateOrNever(option: string, value: number | undefined): number {
  return value === undefined ? Infinity : checkInteger(at(option), value, COUNT);
}

function checkSeed(seed: string | number): string | number {
  if (typeof seed === "string" || Number.isFinite(seed)) return seed;
  return refuseOption(OWNER, "seed", "a text or a finite number", seed);
}

function checkClock(clock: { now(): number }): () => number {
  if (typeof clock?.now !== "function")
    refuseOption(OWNER, "clock", "an object with a method now()", clock);
  return () => clock.now();
}

function resolveBan(value: BanOptions | undefined): SiteSettings["ban"] {
  const ban = checkGroup<BanOptions>(at("ban"), value, { afterUses: true, perSecond: true });
  return {
    afterUses: drawnOrNever("ban.afterUses", ban.afterUses, "integer", 1),
    perSecond: rateOrNever("ban.perSecond", ban.perSecond),
  };
}

function resolveExpire(value: ExpireOptions | undefined): SiteSettings["expire"] {
  const known = { maxAgeMs: true, maxIdleMs: true, afterUses: true, answer: true } as const;
  const expire = checkGroup<ExpireOptions>(at("expire"), value, known);
  return {
    maxAgeMs: drawnOrNever("expire.maxAgeMs", expire.maxAgeMs, "number", 0),
    maxIdleMs: drawnOrNever("expire.maxIdleMs", expire.maxIdleMs, "number", 0),
    afterUses: drawnOrNever("expire.afterUses", expire.afterUses, "integer", 1),
    answer: checkChoice(at("expire.answer"), expire.answer ?? "page", ["page", "401"]),
  };
}

function resolveVariants(value: Readonly<Record<string, number>>): SiteSettings["variants"] {
  if (typeof value !== "object" || value === null)
    refuseOption(OWNER, "variants", "shares by name", value);
  const variants = Object.entries(value).map(([name, share]) => {
    checkText(
      at(`variants.${name}`),
      name,
      /^(?!A$)\w+$/,
      'named by letters, digits and _, and not "A"',
    );
    return [name, checkNumber(at(`variants.${name}`), share, SHARE)] as const;
  });
  const sum = variants.reduce((total, [, share]) => total + share, 0);
  if (!(sum <= 1)) refuseOption(OWNER, "variants", "shares that add up to 1 at most", sum);
  return variants;
}

function resolveWrongLocation(value: number | WrongLocationOptions): SiteSettings["wrongLocation"] {
  if (typeof value === "number") {
    return { share: checkNumber(at("wrongLocation"), value, SHARE), afterUses: [0, 0] };
  }
  const wrong = checkGroup<WrongLocationOptions>(at("wrongLocation"), value, {
    share: true,
    afterUses: true,
  });
  return {
    share: checkNumber(at("wrongLocation.share"), wrong.share, SHARE),
    afterUses: checkDrawn(at("wrongLocation.afterUses"), wrong.afterUses ?? 0, "integer", 0),
  };
}

function resolveThrottle(value: ThrottleOptions | undefined): SiteSettings["throttle"] {
  const known = { everyUses: true, perSecond: true, retryAfterMs: true } as const;
  const throttle = checkGroup<ThrottleOptions>(at("throttle"), value, known);
  return {
    everyUses: drawnOrNever("throttle.everyUses", throttle.everyUses, "integer", 1),
    perSecond: rateOrNever("throttle.perSecond", throttle.perSecond),
    retryAfterMs: checkNumber(at("throttle.retryAfterMs"), throttle.retryAfterMs ?? 1000, [
      0,
      Number.MAX_SAFE_INTEGER,
    ]),
  };
}

function resolveFailures(value: number | FailureOptions): SiteSettings["failures"] {
  if (typeof value === "number")
    return { share: checkNumber(at("failures"), value, SHARE), answer: 500 };
  const failures = checkGroup<FailureOptions>(at("failures"), value, { share: true, answer: true });
  const answer = failures.answer ?? 500;
  return {
    share: checkNumber(at("failures.share"), failures.share, SHARE),
    answer: answer === "reset" ? answer : checkInteger(at("failures.answer"), answer, [500, 599]),
  };
}

function resolveOutage(value: OutageOptions | undefined): SiteSettings["outage"] {
  if (value === undefined) return undefined;
  const outage = checkGroup<OutageOptions>(at("outage"), value, {
    fromRequest: true,
    requests: true,
  });
  return {
    fromRequest: checkInteger(at("outage.fromRequest"), outage.fromRequest, COUNT),
    requests: checkInteger(at("outage.requests"), outage.requests, COUNT),
  };
}
