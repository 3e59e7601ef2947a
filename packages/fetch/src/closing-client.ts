import type { Clock, SessionClient } from "@sessionary/core";

/** The drain time of the engine, whose place bodies that are still read take when it is over. */
const DEFAULT_DRAIN_TIMEOUT_MS = 10_000;

/** The client, which on closing also ends bodies that nobody has read when the drain time is over: they hold the process. */
export function closingClient<State, Request, Response>(
  client: SessionClient<State, Request, Response>,
  adapter: { cutAfter(timeoutMs: number): void },
  clock: Clock,
): SessionClient<State, Request, Response> {
  const close: typeof client.close = async (options) => {
    const startedAt = clock.now();
    await client.close(options);
    const drainTimeoutMs = options?.drainTimeoutMs ?? DEFAULT_DRAIN_TIMEOUT_MS;
    adapter.cutAfter(Math.max(0, startedAt + drainTimeoutMs - clock.now()));
  };
  return {
    send: (request, options) => client.send(request, options),
    pool: (name) => client.pool(name),
    pools: () => client.pools(),
    stats: () => client.stats(),
    on: (event, listener) => client.on(event, listener),
    close,
    [Symbol.asyncDispose]: () => close(),
  };
}
