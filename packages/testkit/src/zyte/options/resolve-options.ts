import { checkChoice, checkGroup, checkInteger, checkText } from "../../site/check-option.ts";
import { refuseOption } from "../../site/invalid-option.ts";
import { drawToken } from "../../site/random.ts";
import type { TestSite } from "../../site/test-site.ts";
import type { ZyteCharge } from "../ledger/truth.ts";
import type { ZyteProblemType } from "../problems/problem-types.ts";
import {
  at,
  checkFunction,
  checkHosts,
  checkKeys,
  checkMethods,
  checkNames,
  checkPairs,
  checkSeed,
} from "./checks.ts";
import type {
  ZyteEmulatorOptions,
  ZyteRateLimits,
  ZyteServerSessionLimits,
  ZyteSessionLimits,
  ZyteSiteAnswer,
} from "./options.ts";
import {
  resolveLimits,
  resolveServerSessions,
  resolveSessions,
  resolveTroubles,
} from "./resolve-groups.ts";

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
  readonly serviceCookies: readonly (readonly [name: string, value: string])[];
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
    serviceCookies: checkPairs("serviceCookies", given.serviceCookies ?? {}),
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
  serviceCookies: true,
  isBan: true,
  withoutSetLocation: true,
  addresses: true,
  experimentalCookies: true,
  sessionWithContext: true,
  price: true,
  logSize: true,
} as const;

function bansLikeTheTestSite({ status, text }: ZyteSiteAnswer): boolean {
  return status === 429 || (status === 403 && text().includes("banned"));
}
