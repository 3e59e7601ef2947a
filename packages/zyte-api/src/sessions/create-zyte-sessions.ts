import { createSessionClient, expectOptions, systemClock } from "@sessionary/core";
import { createZyteClient } from "../client/create-zyte-client.ts";
import { iterateOutcomes } from "../client/iterate-outcomes.ts";
import type { ZyteRequest } from "../request/zyte-request.ts";
import type { ZyteResponse } from "../response/zyte-response.ts";
import { ZyteAdapter } from "./adapter.ts";
import { checkOptions, iterateRules } from "./check-options.ts";
import { ContextGuard } from "./context/context-guard.ts";
import { SessionCounters } from "./counters.ts";
import { retireFrom } from "./life/retire-from.ts";
import type { ZyteSessionsOptions } from "./options.ts";
import { PoolNames } from "./pool-names.ts";
import { eitherOf, engineOptions, sendQuery } from "./send-query.ts";
import { toSessionPolicy } from "./session-policy.ts";
import type { ZyteSessionState } from "./state.ts";
import { warnOnProcess } from "./warnings.ts";
import { serviceLimits } from "./wiring/life-limits.ts";
import { wireOptions } from "./wiring/wire-options.ts";
import type { ZyteSessions } from "./zyte-sessions.ts";

/** Four times what a client sends at a time by default. */
const MAX_PENDING = 60;

/** The engine's own. */
const INIT_RETRY_DELAY_MS = 60_000;

/**
 * Sends queries to Zyte API through pools of sessions: each begun by a query, a location or a chain of your own, checked, used in turn, and replaced when it is
 * banned, expired or no longer good.
 *
 * @throws `ERR_INVALID_OPTION`
 * @example
 * ```ts
 * import { createZyteSessions } from "@sessionary/zyte-api";
 *
 * const sessions = createZyteSessions({
 *   apiKey: "YOUR_API_KEY",
 *   location: { addressCountry: "US", postalCode: "04662" },
 *   check: async ({ reading }) => (await reading.text()).includes("04662"),
 * });
 * const { browserHtml } = await sessions.extract({ url: "https://shop.example/p/1", browserHtml: true });
 * await sessions.close();
 * ```
 */
export function createZyteSessions<Extra extends object = object>(
  options: ZyteSessionsOptions<Extra> = {},
): ZyteSessions<Extra> {
  checkOptions(options);
  const { client: given, apiKey, retryPolicy, onWarning: warn = warnOnProcess } = options;
  const zyte = given ?? createZyteClient({ apiKey });
  const counters = new SessionCounters(options.countersPerPool ?? false);
  const guard = new ContextGuard(warn);
  const names = new PoolNames();
  const adapter = new ZyteAdapter<ZyteSessionState<Extra>>({
    client: zyte,
    retryPolicy: toSessionPolicy(retryPolicy),
    cookieMode: options.cookieMode ?? false,
    initRetryDelayMs: options.pool?.initRetryDelayMs ?? INIT_RETRY_DELAY_MS,
    clock: options.pool?.clock ?? systemClock,
    limits: serviceLimits(options.cookieMode ?? false, options.pool),
    retire: (id, reason): Promise<void> => retireFrom(client.pools(), id, reason),
    warn,
    onBypass: (request) => {
      counters.disabled();
      guard.check(request);
    },
  });
  const client = createSessionClient(adapter, wireOptions(options, { adapter, names }));
  counters.listen(client);
  client.on("lease:settled", ({ id, verdict }) => adapter.live.settled(id, verdict));
  client.on("pool:closed", ({ pool }) => adapter.closed(pool));
  client.on("session:retired", ({ id }) => adapter.live.gone(id));
  const close: typeof client.close = async (closing) => {
    try {
      await client.close(closing);
    } finally {
      if (given === undefined) await zyte.close();
    }
  };
  return {
    extract: (query, extract = {}) => sendQuery(client, adapter, query, extract),
    iterate: (queries, { maxPending = MAX_PENDING, ...rest } = {}) => {
      expectOptions("iterate", { maxPending, ...rest }, iterateRules);
      // The signal of the iteration covers each of its queries.
      const { signal: own, ...session } = rest.session ?? {};
      const signal = eitherOf(rest.signal, own);
      const run = (query: ZyteRequest, covering: AbortSignal): Promise<ZyteResponse> =>
        sendQuery(client, adapter, query, { ...rest, session, signal: covering });
      return iterateOutcomes(queries, run, { maxPending, signal });
    },
    sessionOf: (response) => adapter.sessionOf(response),
    counters: () => counters.snapshot(),
    paramsOf: (pool) => names.paramsOf(pool),
    use: async (task, { request, ...session }) =>
      client.use(task, { request, ...engineOptions(session) }),
    open: (name) => client.open(name),
    pool: (name) => client.pool(name),
    pools: () => client.pools(),
    stats: () => client.stats(),
    on: (event, listener) => client.on(event, listener),
    close,
    [Symbol.asyncDispose]: () => close(),
  };
}
