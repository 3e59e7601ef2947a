import type { ClientUseOptions, Clock, SessionClient, Task } from "@sessionary/core";
import type { FetchState } from "./fetch-state.ts";
import { normalise } from "./request/normalise.ts";
import type { FetchInput, RequestSpec, SessionRequest } from "./request/session-request.ts";

/** The pools behind a session fetch. */
export interface FetchSessions<Extra extends object = object> extends Omit<
  SessionClient<FetchState<Extra>, SessionRequest, Response>,
  "use"
> {
  /**
   * Runs a task of your own through a session of the pool that a request belongs to: in a browser, with another library. What it
   * resolves to is yours and is not judged; what it throws is classified like the error of a fetch.
   *
   * @throws what the fetch itself throws, and what the task threw when no classifier knows it
   * @example
   * ```ts
   * import { createSessionFetch } from "@sessionary/fetch";
   *
   * const fetch = createSessionFetch();
   * const names = await fetch.sessions.use(
   *   ({ session }) => session.state.cookies.cookies().map(({ name }) => name),
   *   { request: "https://shop.example/", key: "cart-42" },
   * );
   * ```
   */
  use<Result>(
    task: Task<Result, FetchState<Extra>, SessionRequest>,
    options: ClientUseOptions<FetchInput | RequestSpec>,
  ): Promise<Result>;
}

/** The drain time of the engine, whose place bodies that are still read take when it is over. */
const DEFAULT_DRAIN_TIMEOUT_MS = 10_000;

/** The client, which on closing also ends bodies that nobody has read when the drain time is over: they hold the process. */
export function fetchSessions<Extra extends object>(
  client: SessionClient<FetchState<Extra>, SessionRequest, Response>,
  adapter: { cutAfter(timeoutMs: number): void },
  clock: Clock,
): FetchSessions<Extra> {
  const close: typeof client.close = async (options) => {
    const startedAt = clock.now();
    await client.close(options);
    const drainTimeoutMs = options?.drainTimeoutMs ?? DEFAULT_DRAIN_TIMEOUT_MS;
    adapter.cutAfter(Math.max(0, startedAt + drainTimeoutMs - clock.now()));
  };
  return {
    send: (request, options) => client.send(request, options),
    use: async (task, options) => client.use(task, await normalised(options)),
    open: (name) => client.open(name),
    pool: (name) => client.pool(name),
    pools: () => client.pools(),
    stats: () => client.stats(),
    on: (event, listener) => client.on(event, listener),
    close,
    [Symbol.asyncDispose]: () => close(),
  };
}

/** Only what a client can say is missing is left to it to say. */
async function normalised(
  options: ClientUseOptions<FetchInput | RequestSpec>,
): Promise<ClientUseOptions<SessionRequest>> {
  const { request } = (options as typeof options | undefined) ?? {};
  return { ...options, request: (request && (await normalise(request))) as SessionRequest };
}
