import { createSessionClient } from "@sessionary/core";
import { getAdapter, type Axios, type AxiosAdapter, type InternalAxiosRequestConfig } from "axios";
import { AxiosSessionAdapter } from "./adapter.ts";
import { axiosSessions, type AxiosSessions } from "./axios-sessions.ts";
import type { AxiosState } from "./axios-state.ts";
import { agentOptions, refuseConflicts } from "./conflicts.ts";
import { createDispatch } from "./dispatch.ts";
import { invalidOption } from "./invalid-option.ts";
import type { WithSessionsOptions } from "./options.ts";
import { resolveAdapterOptions } from "./resolve-options.ts";
import { wireOptions } from "./wire-options.ts";

/** The adapters of instances that have sessions, and of those made from them with `create()`. */
const dispatchers = new WeakSet<object>();

/**
 * Gives an axios instance sessions: from now on its requests, and those of instances made from it by `create()`, go through
 * sessions, each with cookies, a proxy, headers and connections of its own, built by `init`, judged by `check`, and replaced
 * when they no longer work. The instance itself is changed, and returned.
 *
 * A request rejects as the bare instance's would, and also
 *
 * - with `ERR_RETRIES_EXHAUSTED` when every attempt ended badly; its `cause` is the last error
 * - with `ERR_BODY_NOT_REPLAYABLE` when another attempt is due and the body was a stream
 * - with `ERR_ACQUIRE_TIMEOUT`, `ERR_QUEUE_FULL`, `ERR_SESSION_MISSING`, `ERR_TOO_MANY_BAD_INITS` when no session is to be had
 * - with `ERR_POOL_CLOSED`, `ERR_POOL_STOPPED` after a close or a stop
 * - with `ERR_INVALID_OPTION` for a `session` that cannot be used, or what would go round it: `proxy`, `adapter`, `transport`,
 *   `socketPath`, `httpVersion: 2`, an agent that is not Node's own
 *
 * @throws `ERR_INVALID_OPTION` for wrong options, what is no axios instance, and one that has sessions already
 *
 * @example
 * ```ts
 * import axios from "axios";
 * import { withSessions } from "@sessionary/axios";
 *
 * const http = withSessions(axios.create({ baseURL: "https://shop.example" }), {
 *   pool: { size: 8, maxErrors: 3 },
 *   proxies: ["http://user:password@proxy-1:8000", "http://user:password@proxy-2:8000"],
 *   init: { url: "/location", method: "post", data: { zip: "04662" } },
 *   check: async ({ reading }) => (await reading.text()).includes("04662"),
 * });
 * const { data } = await http.get("/p/1");
 * await http.sessions.close();
 * ```
 */
export function withSessions<Instance extends Axios, Extra extends object = object>(
  instance: Instance,
  options: WithSessionsOptions<Extra> = {},
): Instance & { readonly sessions: AxiosSessions<Extra> } {
  checkInstance(instance);
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw invalidOption("options", "an object", options);
  }
  const { defaults, interceptors } = instance;
  const send = adapterOf(defaults.adapter);
  if (options.enabled !== false) {
    refuseConflicts(defaults as object);
    agentOptions("httpAgent", defaults.httpAgent);
    agentOptions("httpsAgent", defaults.httpsAgent);
  }
  const settings = resolveAdapterOptions(options);
  const adapter = new AxiosSessionAdapter<AxiosState<Extra>>(settings, send);
  const client = createSessionClient(adapter, wireOptions(options, { instance, adapter }));
  const dispatch = createDispatch(client, adapter, send);
  dispatchers.add(dispatch);
  defaults.adapter = dispatch;
  defaults.transformRequest = [
    // Transforms make streams of forms: only what they were made of can be sent again.
    function (this: InternalAxiosRequestConfig, data: unknown): unknown {
      adapter.originals.remember(this, data);
      return data;
    },
    ...[defaults.transformRequest ?? []].flat(),
  ];
  interceptors.request.use(refuseAdapter, undefined, {
    synchronous: true,
    runWhen: (config) => config.adapter !== dispatch && config.session !== undefined,
  });
  return Object.assign(instance, {
    sessions: axiosSessions(client, instance, adapter, settings.clock),
  });
}

/** @throws `ERR_INVALID_OPTION` */
function checkInstance(instance: Axios): void {
  const isInstance =
    typeof instance?.request === "function" &&
    typeof instance.defaults === "object" &&
    typeof instance.interceptors?.request?.use === "function";
  if (!isInstance) throw invalidOption("instance", "an axios instance", instance);
  const { adapter } = instance.defaults;
  if (typeof adapter !== "function" || !dispatchers.has(adapter)) return;
  const expected =
    "an axios instance without sessions: this one, or the one it was made from, has some";
  throw invalidOption("instance", expected, instance);
}

/**
 * The adapter underneath: that for Node's `http`, or a function of the user's own.
 *
 * @throws `ERR_INVALID_OPTION` for that of fetch, which shares its connections and follows redirects out of sight
 */
function adapterOf(adapter: Axios["defaults"]["adapter"]): AxiosAdapter {
  const list: readonly unknown[] = Array.isArray(adapter) ? adapter : [adapter ?? "http"];
  const own = list.find((entry) => typeof entry === "function");
  if (own !== undefined) return own as AxiosAdapter;
  if (list.includes("http")) return getAdapter("http");
  throw invalidOption(
    "adapter",
    '"http" or a function (for fetch there is @sessionary/fetch)',
    adapter,
  );
}

/** A request with an adapter of its own would not meet its session. */
function refuseAdapter({ adapter }: InternalAxiosRequestConfig): never {
  const expected = "left out: the sessions of an instance are behind the adapter on its defaults";
  throw invalidOption("adapter", expected, adapter);
}
