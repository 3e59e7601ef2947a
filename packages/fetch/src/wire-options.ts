import type { ClientOptions } from "@sessionary/core";
import type { FetchState } from "./fetch-state.ts";
import { invalidOption } from "./invalid-option.ts";
import type {
  FetchProfile,
  FetchRequestOptions,
  SessionFetchOptions,
  WireOptions,
} from "./options.ts";
import type { SessionRequest } from "./request/session-request.ts";
import { wireInit, wirePrepare } from "./wire-hooks.ts";

type Wired<Extra extends object> = ClientOptions<FetchState<Extra>, SessionRequest, Response>;

/** The adapter's part of the options. */
const WIRE_KEYS: ReadonlySet<string> = new Set<keyof WireOptions>([
  "proxies",
  "headers",
  "userAgent",
  "connectTimeoutMs",
  "transport",
  "fetch",
]);

/** The engine's part of the options, its hooks in the form it takes. It checks them itself. */
export function wireOptions<Extra extends object>(
  options: SessionFetchOptions<Extra>,
): Wired<Extra> {
  const { profiles, ...rest } = withoutWire(options);
  const wired = wireRequestOptions(rest, "");
  if (profiles === undefined) return wired;
  if (!Array.isArray(profiles)) throw invalidOption("profiles", "a list of profiles", profiles);
  const list: readonly FetchProfile<Extra>[] = profiles;
  return {
    ...wired,
    profiles: list.map((profile, index) => {
      if (typeof profile === "object" && profile !== null)
        return wireRequestOptions(profile, `profiles[${index}].`);
      throw invalidOption(`profiles[${index}]`, "a profile, { match, ... }", profile);
    }),
  };
}

function withoutWire<Options extends WireOptions>(
  options: Options,
): Omit<Options, keyof WireOptions> {
  const rest = Object.entries(options).filter(([key]) => !WIRE_KEYS.has(key));
  return Object.fromEntries(rest) as Omit<Options, keyof WireOptions>;
}

function wireRequestOptions<Extra extends object, Options extends FetchRequestOptions<Extra>>(
  { init, prepare, ...rest }: Options & FetchRequestOptions<Extra>,
  prefix: string,
): Omit<Options, "init" | "prepare"> & Pick<Wired<Extra>, "init" | "prepare"> {
  return {
    ...rest,
    ...(init === undefined ? {} : { init: wireInit(init, `${prefix}init`) }),
    ...(prepare === undefined ? {} : { prepare: wirePrepare(prepare, `${prefix}prepare`) }),
  };
}
