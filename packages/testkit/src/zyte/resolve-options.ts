import {
  checkBoolean,
  checkChoice,
  checkDrawn,
  checkGroup,
  checkInteger,
  checkNumber,
  checkText,
  type OptionPlace,
} from "../site/check-option.ts";
import { refuseOption, refuseSecret } from "../site/invalid-option.ts";
import { drawToken } from "../site/random.ts";
import type { TestSite } from "../site/test-site.ts";
import type { ZyteCharge } from "./ledger/truth.ts";
import type {
  ZyteEmulatorOptions,
  ZyteRateLimits,
  ZyteServerSessionLimits,
  ZyteSessionLimits,
  ZyteSiteAnswer,
} from "./options.ts";
import { PROBLEM_TYPES, type ZyteProblemType } from "./problems/problem-types.ts";

/** The options of an emulator, checked, with every default filled in. */
export interface EmulatorSettings {
  readonly seed: string | number;
  readonly host: string;
  readonly now: () => number;
  readonly clock: { now(): number };
  readonly site: TestSite | undefined;
  readonly hosts: ReadonlyMap<string, string>;
  readonly apiKeys: ReadonlySet<string>;
  readonly apiKey: string;
  readonly suspendedKeys: ReadonlySet<string>;
  readonly forbiddenHosts: ReadonlySet<string>;
  readonly sessions: Required<Omit<ZyteSessionLimits, "rememberedMs">> & {
    readonly rememberedMs: readonly [min: number, max: number];
  };
  readonly serverSessions: Required<ZyteServerSessionLimits>;
  readonly limits: Required<ZyteRateLimits>;
  readonly troubles: readonly (readonly [type: ZyteProblemType, share: number])[];
  readonly isBan: (answer: ZyteSiteAnswer) => boolean;
  readonly withoutSetLocation: ReadonlySet<string>;
  readonly addresses: "per-session" | "one";
  readonly experimentalCookies: "refuse" | "accept";
  readonly sessionWithContext: "refuse" | "accept";
  readonly price: (charge: ZyteCharge) => number;
  readonly logSize: number;
}

/**
 * Checks the options and fills in the defaults.
 *
 * @throws SessionaryError `ERR_INVALID_OPTION` for an unknown key, a wrong type, a value out of range or shares that add up to more than 1
 */
export function resolveEmulatorOptions(options: ZyteEmulatorOptions | undefined): EmulatorSettings {
  const given = checkGroup<ZyteEmulatorOptions>(at("options"), options, KNOWN);
  const seed = checkSeed(given.seed ?? 1);
  const clock = checkMethods("clock", given.clock ?? Date, ["now"]);
  const apiKeys = checkKeys("apiKeys", given.apiKeys ?? [drawToken(seed, "api-key")]);
  const [apiKey = ""] = apiKeys;
  if (apiKey === "") refuseOption(OWNER, "apiKeys", "a list with at least one key", apiKeys);
  return Object.freeze({
    seed,
    host: checkText(at("host"), given.host ?? "127.0.0.1", /./, "an address to listen on"),
    now: () => clock.now(),
    clock,
    site: given.site && checkMethods("site", given.site, ["truth", "close"]),
    hosts: checkHosts(given.hosts ?? {}),
    apiKeys: new Set(apiKeys),
    apiKey,
    suspendedKeys: new Set(checkKeys("suspendedKeys", given.suspendedKeys ?? [])),
    forbiddenHosts: checkNames("forbiddenHosts", given.forbiddenHosts),
    sessions: resolveSessions(given.sessions),
    serverSessions: resolveServerSessions(given.serverSessions),
    limits: resolveLimits(given.limits),
    troubles: resolveTroubles(given.troubles ?? {}),
    isBan: checkFunction("isBan", given.isBan ?? bansLikeTheTestSite),
    withoutSetLocation: checkNames("withoutSetLocation", given.withoutSetLocation),
    addresses: checkChoice(
      at("addresses"),
      given.addresses ?? (process.platform === "linux" ? "per-session" : "one"),
      ["per-session", "one"],
    ),
    experimentalCookies: checkChoice(
      at("experimentalCookies"),
      given.experimentalCookies ?? "refuse",
      ["refuse", "accept"],
    ),
    sessionWithContext: checkChoice(
      at("sessionWithContext"),
      given.sessionWithContext ?? "refuse",
      ["refuse", "accept"],
    ),
    price: checkFunction("price", given.price ?? (() => 1)),
    logSize: checkInteger(at("logSize"), given.logSize ?? 10_000, [0, Number.MAX_SAFE_INTEGER]),
  });
}

const OWNER = "ZyteEmulator";
const COUNT = [1, Number.MAX_SAFE_INTEGER] as const;
const SOME_MS = [1, Number.MAX_SAFE_INTEGER] as const;

const KNOWN = {
  seed: true,
  host: true,
  clock: true,
  site: true,
  hosts: true,
  apiKeys: true,
  suspendedKeys: true,
  forbiddenHosts: true,
  sessions: true,
  serverSessions: true,
  limits: true,
  troubles: true,
  isBan: true,
  withoutSetLocation: true,
  addresses: true,
  experimentalCookies: true,
  sessionWithContext: true,
  price: true,
  logSize: true,
} as const;

function at(option: string): OptionPlace {
  return { owner: OWNER, option };
}

function bansLikeTheTestSite({ status, text }: ZyteSiteAnswer): boolean {
  return status === 429 || (status === 403 && text().includes("banned"));
}

function checkSeed(seed: string | number): string | number {
  if (typeof seed === "string" || Number.isFinite(seed)) return seed;
  return refuseOption(OWNER, "seed", "a text or a finite number", seed);
}

function checkMethods<Value>(option: string, value: Value, methods: readonly string[]): Value {
  const isFit =
    (typeof value === "object" || typeof value === "function") &&
    value !== null &&
    methods.every((name) => typeof Reflect.get(value, name) === "function");
  if (isFit) return value;
  return refuseOption(OWNER, option, `an object with ${methods.join("(), ")}()`, value);
}

function checkFunction<Value>(option: string, value: Value): Value {
  return typeof value === "function" ? value : refuseOption(OWNER, option, "a function", value);
}

function checkKeys(option: string, keys: readonly string[]): readonly string[] {
  if (!Array.isArray(keys)) refuseSecret(OWNER, option, "a list of keys", keys);
  for (const key of keys as readonly unknown[]) {
    if (typeof key !== "string" || key === "" || key.includes(":"))
      refuseSecret(OWNER, option, "a list of texts without a colon", key);
  }
  return keys;
}

function checkNames(option: string, names: readonly string[] = []): ReadonlySet<string> {
  if (!Array.isArray(names)) refuseOption(OWNER, option, "a list of host names", names);
  return new Set(
    names.map((name, index) =>
      checkText(at(`${option}[${index}]`), name, HOST, "a lower-case host name without a port"),
    ),
  );
}

const HOST = /^[^\s/:A-Z]+$/;

function checkHosts(hosts: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  if (typeof hosts !== "object" || hosts === null)
    refuseOption(OWNER, "hosts", "origins by host name", hosts);
  for (const [name, origin] of Object.entries(hosts)) {
    checkText(at(`hosts.${name}`), name, HOST, "named by a lower-case host name without a port");
    if (!URL.canParse(origin) || new URL(origin).protocol !== "http:")
      refuseOption(OWNER, `hosts.${name}`, "an http: origin", origin);
  }
  return new Map(Object.entries(hosts));
}

function resolveSessions(value: ZyteSessionLimits | undefined): EmulatorSettings["sessions"] {
  const given = checkGroup<ZyteSessionLimits>(at("sessions"), value, {
    maxAgeMs: true,
    maxIdleMs: true,
    maxBans: true,
    rememberedMs: true,
    maxActive: true,
    mismatch: true,
  });
  return {
    maxAgeMs: checkNumber(at("sessions.maxAgeMs"), given.maxAgeMs ?? 900_000, SOME_MS),
    maxIdleMs: checkNumber(at("sessions.maxIdleMs"), given.maxIdleMs ?? 120_000, SOME_MS),
    maxBans: checkInteger(at("sessions.maxBans"), given.maxBans ?? 3, COUNT),
    rememberedMs: checkDrawn(
      at("sessions.rememberedMs"),
      given.rememberedMs ?? 300_000,
      "integer",
      0,
    ),
    maxActive: countOrEndless("sessions.maxActive", given.maxActive),
    mismatch: checkChoice(at("sessions.mismatch"), given.mismatch ?? "ignore", [
      "ignore",
      "refuse",
    ]),
  };
}

function resolveServerSessions(
  value: ZyteServerSessionLimits | undefined,
): EmulatorSettings["serverSessions"] {
  const given = checkGroup<ZyteServerSessionLimits>(at("serverSessions"), value, {
    maxAgeMs: true,
    maxBans: true,
  });
  return {
    maxAgeMs: checkNumber(at("serverSessions.maxAgeMs"), given.maxAgeMs ?? 14_400_000, SOME_MS),
    maxBans: checkInteger(at("serverSessions.maxBans"), given.maxBans ?? 3, COUNT),
  };
}

function resolveLimits(value: ZyteRateLimits | undefined): EmulatorSettings["limits"] {
  const given = checkGroup<ZyteRateLimits>(at("limits"), value, {
    userPerMinute: true,
    domainPerMinute: true,
    orgDomainPerMinute: true,
    globalPerMinute: true,
    retryAfter: true,
  });
  return {
    userPerMinute: countOrEndless("limits.userPerMinute", given.userPerMinute),
    domainPerMinute: countOrEndless("limits.domainPerMinute", given.domainPerMinute),
    orgDomainPerMinute: countOrEndless("limits.orgDomainPerMinute", given.orgDomainPerMinute),
    globalPerMinute: countOrEndless("limits.globalPerMinute", given.globalPerMinute),
    retryAfter: checkBoolean(at("limits.retryAfter"), given.retryAfter ?? true),
  };
}

function countOrEndless(option: string, value: number = Infinity): number {
  return value === Infinity ? value : checkInteger(at(option), value, COUNT);
}

function resolveTroubles(
  value: Readonly<Partial<Record<ZyteProblemType, number>>>,
): EmulatorSettings["troubles"] {
  if (typeof value !== "object" || value === null)
    refuseOption(OWNER, "troubles", "shares by problem type", value);
  const troubles = Object.entries(value).map(([type, share]) => {
    const known = checkChoice(at("troubles"), type, PROBLEM_TYPES);
    return [known, checkNumber(at(`troubles.${type}`), share, [0, 1])] as const;
  });
  const sum = troubles.reduce((total, [, share]) => total + share, 0);
  if (!(sum <= 1)) refuseOption(OWNER, "troubles", "shares that add up to 1 at most", sum);
  return troubles;
}
