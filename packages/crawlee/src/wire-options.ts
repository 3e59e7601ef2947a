import {
  invalidOption,
  type AdapterInit,
  type ClientOptions,
  type Checker,
  type Classifier,
} from "@sessionary/core";
import type { CrawleeResponse } from "./crawlee-response.ts";
import type { CrawleeState } from "./crawlee-state.ts";
import { judgingCheck, judgingClassify, type DefaultJudge } from "./errand/judging.ts";
import type {
  CrawleeCheck,
  CrawleeClassify,
  CrawleePoolOptions,
  CrawleeProfile,
  CrawleeRequestOptions,
} from "./options.ts";
import type { CrawleeRequest } from "./request.ts";
import { SUBJECT } from "./subject.ts";
import { wireInit } from "./wire-init.ts";

type Wired = ClientOptions<CrawleeState, CrawleeRequest, CrawleeResponse>;
type WiredProfile = NonNullable<Wired["profiles"]>[number];

/** The adapter's part of the options. */
const OURS: ReadonlySet<string> = new Set<keyof CrawleePoolOptions>([
  "proxies",
  "headers",
  "userAgent",
  "httpClient",
]);

/** The engine's part of the options, its hooks in the form it takes. It checks them itself. */
export function wireOptions<Extra extends object, Context>(
  options: CrawleePoolOptions<Extra, Context>,
  byDefault: DefaultJudge,
): Wired {
  const entries = Object.entries(options).filter(([key]) => !OURS.has(key));
  const { profiles, ...rest } = Object.fromEntries(entries) as typeof options;
  const { classify, check } = options;
  const wired: Wired = {
    ...wireRequestOptions(rest, "", byDefault),
    ...patientPool(rest as Partial<Wired>),
    // There is always somebody to let crawlers go on.
    classify: wireClassify(classify, "classify", byDefault),
    check: wireCheck(check, "check"),
  };
  if (profiles === undefined) return wired;
  if (!Array.isArray(profiles)) throw invalidOption(SUBJECT, "profiles", "a list", profiles);
  const list: readonly CrawleeProfile<Extra, Context>[] = profiles;
  return {
    ...wired,
    profiles: list.map((profile, index): WiredProfile => {
      const prefix = `profiles[${index}]`;
      if (typeof profile === "object" && profile !== null)
        return wireRequestOptions(profile, `${prefix}.`, byDefault) as WiredProfile;
      throw invalidOption(SUBJECT, prefix, "a profile, { match, ... }", profile);
    }),
  };
}

/** A crawler has as many requests wait as it likes to, and itself limits the time of those that have a session. */
function patientPool({ pool = {} }: Partial<Wired>): Pick<Wired, "pool"> {
  if (typeof pool !== "object" || pool === null) return { pool };
  return { pool: { acquireTimeoutMs: Infinity, ...pool } };
}

function wireRequestOptions<Extra extends object, Context>(
  { init, check, classify, ...rest }: CrawleeRequestOptions<Extra, Context>,
  prefix: string,
  byDefault: DefaultJudge,
): Partial<Wired> {
  if ("prepare" in rest) {
    const expected = "left out: change requests in `preNavigationHooks`, which get the session";
    throw invalidOption(SUBJECT, `${prefix}prepare`, expected, rest.prepare);
  }
  return {
    ...(rest as Partial<Wired>),
    ...(init !== undefined && {
      init: wireInit(init, `${prefix}init`) as AdapterInit<
        CrawleeState,
        CrawleeRequest,
        CrawleeResponse
      >,
    }),
    ...(classify !== undefined && {
      classify: wireClassify(classify, `${prefix}classify`, byDefault),
    }),
    ...(check !== undefined && { check: wireCheck(check, `${prefix}check`) }),
  };
}

function wireClassify<Extra extends object, Context>(
  classify: CrawleeClassify<Extra, Context> | undefined,
  option: string,
  byDefault: DefaultJudge,
): Classifier<CrawleeRequest, CrawleeResponse, CrawleeState> {
  expectFunction(classify, option);
  return judgingClassify(classify as CrawleeClassify | undefined, byDefault);
}

function wireCheck<Extra extends object, Context>(
  check: CrawleeCheck<Extra, Context> | undefined,
  option: string,
): Checker<CrawleeRequest, CrawleeResponse, CrawleeState> {
  expectFunction(check, option);
  return judgingCheck(check as CrawleeCheck | undefined);
}

function expectFunction(value: unknown, option: string): void {
  if (value === undefined || typeof value === "function") return;
  throw invalidOption(SUBJECT, option, "a function", value);
}
