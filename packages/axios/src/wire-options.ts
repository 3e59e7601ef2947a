import type { ClientOptions } from "@sessionary/core";
import type { Axios, AxiosResponse, InternalAxiosRequestConfig } from "axios";
import type { AxiosSessionAdapter } from "./adapter.ts";
import type { AxiosState } from "./axios-state.ts";
import { invalidOption } from "./invalid-option.ts";
import type {
  AxiosProfile,
  AxiosRequestOptions,
  WireOptions,
  WithSessionsOptions,
} from "./options.ts";
import { wireInit, wirePrepare } from "./wire-hooks.ts";

type Wired<Extra extends object> = ClientOptions<
  AxiosState<Extra>,
  InternalAxiosRequestConfig,
  AxiosResponse
>;

/** Whom hooks are wired to. */
interface Wire<Extra extends object> {
  readonly instance: Axios;
  readonly adapter: AxiosSessionAdapter<AxiosState<Extra>>;
}

/** The adapter's part of the options. */
const WIRE_KEYS: ReadonlySet<string> = new Set<keyof WireOptions>([
  "proxies",
  "headers",
  "userAgent",
  "connectTimeoutMs",
]);

/** The engine's part of the options, its hooks in the form it takes. It checks them itself. */
export function wireOptions<Extra extends object>(
  options: WithSessionsOptions<Extra>,
  wire: Wire<Extra>,
): Wired<Extra> {
  const { profiles, ...rest } = withoutWire(options);
  const wired = wireRequestOptions(rest, "", wire);
  if (profiles === undefined) return wired;
  if (!Array.isArray(profiles)) throw invalidOption("profiles", "a list of profiles", profiles);
  const list: readonly AxiosProfile<Extra>[] = profiles;
  return {
    ...wired,
    profiles: list.map((profile, index) => {
      if (typeof profile === "object" && profile !== null)
        return wireRequestOptions(profile, `profiles[${index}].`, wire);
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

function wireRequestOptions<Extra extends object, Options extends AxiosRequestOptions<Extra>>(
  { init, prepare, ...rest }: Options & AxiosRequestOptions<Extra>,
  prefix: string,
  { instance, adapter }: Wire<Extra>,
): Omit<Options, "init" | "prepare"> & Pick<Wired<Extra>, "init" | "prepare"> {
  return {
    ...rest,
    ...(init === undefined ? {} : { init: wireInit(init, `${prefix}init`, instance) }),
    ...(prepare === undefined
      ? {}
      : { prepare: wirePrepare(prepare, `${prefix}prepare`, adapter) }),
  };
}
