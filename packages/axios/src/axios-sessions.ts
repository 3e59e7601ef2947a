import type {
  ClientUseOptions,
  Clock,
  SessionClient,
  SessionOptions,
  Task,
} from "@sessionary/core";
import {
  mergeConfig,
  type Axios,
  type AxiosRequestConfig,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from "axios";
import type { AxiosState } from "./axios-state.ts";
import { invalidOption } from "./invalid-option.ts";

type Client<Extra extends object> = SessionClient<
  AxiosState<Extra>,
  InternalAxiosRequestConfig,
  AxiosResponse
>;

/** The pools behind an instance. */
export interface AxiosSessions<Extra extends object = object> extends Omit<
  Client<Extra>,
  "send" | "use"
> {
  /** Does what `request` of the instance does, with these session options, or those of the request: base URL, interceptors and transforms are the instance's. */
  send(request: AxiosRequestConfig, options?: SessionOptions): Promise<AxiosResponse>;
  /**
   * Runs a task of your own through a session of the pool that a request belongs to: in a browser, with another library. What it
   * resolves to is yours and is not judged; what it throws is classified like the error of a request.
   *
   * @throws what a request throws, and what the task threw when no classifier knows it
   * @example
   * ```ts
   * import axios from "axios";
   * import { withSessions } from "@sessionary/axios";
   *
   * const http = withSessions(axios.create());
   * const names = await http.sessions.use(
   *   ({ session }) => session.state.cookies.cookies().map(({ name }) => name),
   *   { request: { url: "https://shop.example/" }, key: "cart-42" },
   * );
   * ```
   */
  use<Result>(
    task: Task<Result, AxiosState<Extra>, InternalAxiosRequestConfig>,
    options: ClientUseOptions<AxiosRequestConfig>,
  ): Promise<Result>;
}

/** The drain time of the engine, whose place bodies that are still read take when it is over. */
const DEFAULT_DRAIN_TIMEOUT_MS = 10_000;

/** The client in the words of axios. On closing it also ends bodies that nobody has read when the drain time is over: they hold the process. */
export function axiosSessions<Extra extends object>(
  client: Client<Extra>,
  instance: Axios,
  adapter: { cutAfter(timeoutMs: number): void },
  clock: Clock,
): AxiosSessions<Extra> {
  const close: typeof client.close = async (options) => {
    const startedAt = clock.now();
    await client.close(options);
    const drainTimeoutMs = options?.drainTimeoutMs ?? DEFAULT_DRAIN_TIMEOUT_MS;
    adapter.cutAfter(Math.max(0, startedAt + drainTimeoutMs - clock.now()));
  };
  return {
    send: async (request, options) =>
      instance.request(options === undefined ? request : { ...request, session: options }),
    use: async (task, options) => client.use(task, merged(instance, options)),
    open: (name) => client.open(name),
    pool: (name) => client.pool(name),
    pools: () => client.pools(),
    stats: () => client.stats(),
    on: (event, listener) => client.on(event, listener),
    close,
    [Symbol.asyncDispose]: () => close(),
  };
}

/** The request and its session options as `request` of the instance would have them. What else is wrong is left to the client to say. */
function merged(
  { defaults }: Axios,
  options: ClientUseOptions<AxiosRequestConfig>,
): ClientUseOptions<InternalAxiosRequestConfig> {
  const { request } = (options as typeof options | undefined) ?? {};
  const whole = request && mergeConfig(defaults as AxiosRequestConfig, request);
  const session: unknown = whole?.session;
  if (session !== undefined && (typeof session !== "object" || session === null)) {
    throw invalidOption("request.session", "an object", session);
  }
  const { enabled: _, ...ofRequest } = (session ?? {}) as SessionOptions;
  return { ...ofRequest, ...options, request: whole as InternalAxiosRequestConfig };
}
