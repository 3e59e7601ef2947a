import { invalidOption, type ClientOptions } from "@sessionary/core";
import type { TaskResponse } from "./exchange/task-response.ts";
import type { BrowserChecker, BrowserInit, BrowserPrepare } from "./hooks.ts";
import type { BrowserRequestOptions, BrowserSessionsOptions } from "./options.ts";
import { track, type BrowserRequest, type BrowserTarget } from "./request.ts";
import type { SessionState } from "./session/browser-state.ts";
import { SUBJECT } from "./subject.ts";
import { wireInit, type Wiring } from "./wire-init.ts";

type Wired = ClientOptions<SessionState, BrowserRequest, TaskResponse>;
type WiredHooks = Pick<Wired, "init" | "check" | "prepare">;

/** The engine's part of the options, its hooks in the form it takes. It checks them itself. */
export function wireOptions(
  options: Omit<
    BrowserSessionsOptions,
    "proxies" | "headers" | "userAgent" | "context" | "pages" | "capture"
  >,
  wiring: Wiring,
): Wired {
  const { profiles, ...rest } = options;
  const wired = wireRequestOptions(rest, wiring, "");
  if (profiles === undefined) return wired;
  if (!Array.isArray(profiles))
    throw invalidOption(SUBJECT, "profiles", "a list of profiles", profiles);
  const list = profiles.map((profile: BrowserRequestOptions, index) => {
    if (typeof profile === "object" && profile !== null)
      return wireRequestOptions(profile, wiring, `profiles[${index}].`);
    throw invalidOption(SUBJECT, `profiles[${index}]`, "a profile, { match, ... }", profile);
  });
  return { ...wired, profiles: list } as Wired;
}

function wireRequestOptions(
  { init, check, prepare, ...rest }: BrowserRequestOptions,
  wiring: Wiring,
  prefix: string,
): object {
  const hooks: WiredHooks = {};
  if (init !== undefined) Object.assign(hooks, { init: wireInit(target(init, prefix), wiring) });
  if (check !== undefined) Object.assign(hooks, { check: wireCheck(check, prefix) });
  if (prepare !== undefined) Object.assign(hooks, { prepare: wirePrepare(prepare, prefix) });
  return { ...rest, ...hooks };
}

function target(init: BrowserInit | BrowserTarget, prefix: string): BrowserInit | BrowserTarget {
  if (typeof init === "function") return init;
  const isObject = typeof init === "object" && init !== null;
  if (isObject && "task" in init) return init;
  const url = isObject && !(init instanceof URL) ? init.url : init;
  if (url instanceof URL || (typeof url === "string" && URL.canParse(url))) return init;
  throw invalidOption(SUBJECT, `${prefix}init`, "a function, a URL or { url }", init);
}

/** What came to no page and no response is not judged. */
function wireCheck(check: BrowserChecker, prefix: string): NonNullable<Wired["check"]> {
  expectFunction(check, `${prefix}check`);
  return (exchange) => {
    const { response } = exchange;
    if (!response.isJudgeable) return true;
    return check(
      Object.defineProperty({ ...exchange }, "page", { get: () => response.page }) as never,
    );
  };
}

function wirePrepare(prepare: BrowserPrepare, prefix: string): NonNullable<Wired["prepare"]> {
  expectFunction(prepare, `${prefix}prepare`);
  return async (request, session) => track(await prepare(request, session), request);
}

function expectFunction(value: unknown, option: string): void {
  if (typeof value !== "function") throw invalidOption(SUBJECT, option, "a function", value);
}
