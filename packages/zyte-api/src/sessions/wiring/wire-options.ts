import type { ClientOptions, PoolSettings, Profile } from "@sessionary/core";
import type { ZyteRequest } from "../../request/zyte-request.ts";
import type { ZyteResponse } from "../../response/zyte-response.ts";
import { lifeLimits } from "./life-limits.ts";
import type { ZyteProfile, ZyteRequestOptions, ZyteSessionsOptions } from "../options.ts";
import type { ZyteSessionState } from "../state.ts";
import type { Rule, Wiring } from "./rule.ts";
import { wireRule } from "./wire-rule.ts";

type Wired<Extra extends object> = ClientOptions<
  ZyteSessionState<Extra>,
  ZyteRequest,
  ZyteResponse
>;

/** A pool nobody uses is closed before its sessions end by themselves and are replaced for nobody. */
const POOL_IDLE_MS = 100_000;

/** The life of a session may wait for the service, which asks for minutes where it is busy. */
const INIT_TIMEOUT_MS = 600_000;

/** The engine's part of the options, its hooks in the form it takes. It checks them itself. */
export function wireOptions<Extra extends object>(
  options: ZyteSessionsOptions<Extra>,
  wiring: Wiring<Extra>,
): Wired<Extra> {
  const { store, pool, pools, profiles, maxPools, cookieMode: usualCookieMode = false } = options;
  const { onPoolFailed = "close" } = options;
  const { poolIdleMs = usualCookieMode ? undefined : POOL_IDLE_MS } = options;
  const client = pickSources(options);
  const base: Rule<Extra> = {
    options,
    sources: { client, profile: {} },
    ownVariant: undefined,
    usualCookieMode,
  };
  return {
    ...wireRule(base, wiring),
    ...(store && { store }),
    pool: { ...poolDefaults(usualCookieMode), ...pool },
    ...(pools && { pools }),
    ...(maxPools === undefined ? {} : { maxPools }),
    ...(poolIdleMs === undefined ? {} : { poolIdleMs }),
    onPoolFailed: onPoolFailed === "close" ? { reason: "bad_session_inits" } : onPoolFailed,
    ...(profiles && {
      profiles: profiles.map((profile) => wireProfile(profile, base, wiring)),
    }),
  };
}

function wireProfile<Extra extends object>(
  profile: ZyteProfile<Extra>,
  base: Rule<Extra>,
  wiring: Wiring<Extra>,
): Profile<ZyteSessionState<Extra>, ZyteRequest, ZyteResponse> {
  const { match, priority } = profile;
  const rule: Rule<Extra> = {
    ...base,
    options: overridden(base.options, profile),
    sources: { client: base.sources.client, profile: pickSources(profile) },
    ownVariant: profile.variant,
  };
  return { ...wireRule(rule, wiring), match, ...(priority === undefined ? {} : { priority }) };
}

/** What the profile says, else what the client says. A checker by one name takes the place of one by the other. */
function overridden<Extra extends object>(
  client: ZyteRequestOptions<Extra>,
  profile: ZyteProfile<Extra>,
): ZyteRequestOptions<Extra> {
  const given = Object.entries(profile).filter(([, value]) => value !== undefined);
  const names = given.map(([name]) => name);
  const { check, checker, ...rest } = client;
  const judges = names.includes("check") || names.includes("checker") ? {} : { check, checker };
  return Object.fromEntries([...Object.entries({ ...rest, ...judges }), ...given]);
}

function pickSources<Source extends { readonly params?: unknown; readonly location?: unknown }>({
  params,
  location,
}: Source): Pick<Source, "params" | "location"> {
  return {
    ...(params === undefined ? {} : { params }),
    ...(location === undefined ? {} : { location }),
  };
}

/** Where the sessions of the service differ from others. */
function poolDefaults(cookieMode: boolean): PoolSettings {
  return {
    ...lifeLimits(cookieMode),
    maxConcurrency: Infinity,
    onCheckError: "retire",
    initTimeoutMs: INIT_TIMEOUT_MS,
  };
}
