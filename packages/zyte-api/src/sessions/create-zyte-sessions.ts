import {
  createSessionClient,
  expectOptions,
  systemClock,
  type SessionClient,
} from "@sessionary/core";
import { createZyteClient } from "../client/create-zyte-client.ts";
import { iterateOutcomes } from "../client/iterate-outcomes.ts";
import type { ZyteRequest } from "../request/zyte-request.ts";
import type { ZyteResponse } from "../response/zyte-response.ts";
import { ZyteAdapter } from "./adapter.ts";
import {
  checkOptions,
  checkSessionOptions,
  extractRules,
  iterateRules,
  refuse,
} from "./check-options.ts";
import { ContextGuard } from "./context/context-guard.ts";
import { SessionCounters } from "./counters.ts";
import { SessionGone } from "./live-sessions.ts";
import type { SessionExtractOptions, ZyteSessionsOptions } from "./options.ts";
import { PoolNames } from "./pool-names.ts";
import { toSessionPolicy } from "./session-policy.ts";
import type { ZyteSessionState } from "./state.ts";
import { warnOnProcess } from "./warnings.ts";
import { wireOptions } from "./wiring/wire-options.ts";
import { toVariant } from "./wish.ts";
import type { ZyteSessions } from "./zyte-sessions.ts";

/** Four times what a client sends at a time by default. */
const MAX_PENDING = 60;

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
    clock: options.pool?.clock ?? systemClock,
    warn,
    onBypass: (request) => {
      counters.disabled();
      guard.check(request);
    },
  });
  const client = createSessionClient(adapter, wireOptions(options, { adapter, names }));
  counters.listen(client);
  client.on("session:retired", ({ id }) => adapter.live.gone(id));
  const close: typeof client.close = async (closing) => {
    await client.close(closing);
    if (given === undefined) await zyte.close();
  };
  return {
    extract: async (query, extract = {}) => send(client, adapter, query, extract),
    iterate: (queries, { maxPending = MAX_PENDING, ...rest } = {}) => {
      expectOptions("iterate", { maxPending, ...rest }, iterateRules);
      // The signal of the iteration covers each of its queries.
      const { signal: own, ...session } = rest.session ?? {};
      const signal = eitherOf(rest.signal, own);
      const run = (query: ZyteRequest, covering: AbortSignal): Promise<ZyteResponse> =>
        send(client, adapter, query, { ...rest, session, signal: covering });
      return iterateOutcomes(queries, run, { maxPending, signal });
    },
    sessionOf: (response) => adapter.sessionOf(response),
    counters: () => counters.snapshot(),
    paramsOf: (pool) => names.paramsOf(pool),
    use: (task, use) => client.use(task, use),
    open: (name) => client.open(name),
    pool: (name) => client.pool(name),
    pools: () => client.pools(),
    stats: () => client.stats(),
    on: (event, listener) => client.on(event, listener),
    close,
    [Symbol.asyncDispose]: () => close(),
  };
}

async function send<State extends ZyteSessionState>(
  client: SessionClient<State, ZyteRequest, ZyteResponse>,
  adapter: ZyteAdapter<State>,
  query: ZyteRequest,
  options: SessionExtractOptions,
): Promise<ZyteResponse> {
  if (typeof query !== "object" || query === null || typeof query.url !== "string") {
    throw refuse("query", "an object with a `url`", query);
  }
  expectOptions("extract", options, extractRules);
  const { session = {}, retryPolicy } = options;
  const signal = eitherOf(options.signal, session.signal);
  checkSessionOptions(session);
  const { location, params, cookieMode, variant: own, ...rest } = session;
  const variant = toVariant({ location, params, cookieMode, variant: own });
  const request = adapter.forUse(query, retryPolicy);
  const asked = {
    ...rest,
    ...(variant === undefined ? {} : { variant }),
    ...(signal && { signal }),
  };
  for (;;) {
    try {
      return await client.send(request, asked);
    } catch (error) {
      // Nothing was sent, and no retry spent: it gets another session.
      if (!(error instanceof SessionGone)) throw error;
    }
  }
}

function eitherOf(
  first: AbortSignal | undefined,
  second: AbortSignal | undefined,
): AbortSignal | undefined {
  return first && second && first !== second ? AbortSignal.any([first, second]) : (first ?? second);
}
