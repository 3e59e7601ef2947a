import { memoryStore, type PoolLimits, type PoolStore, type SessionStore } from "@sessionary/core";
import type { MakeStore } from "@sessionary/testkit/conformance";

/** A way to break a store, and a check that must notice. */
export interface SabotagedStore {
  readonly sabotage: string;
  readonly breaks: string;
  readonly make: MakeStore;
}

/** A memory store of which some methods do something else. */
function sabotaged(
  sabotage: string,
  breaks: string,
  change: <State>(pool: PoolStore<State>) => Partial<PoolStore<State>>,
  changeLimits: (limits: PoolLimits) => PoolLimits = (limits) => limits,
): SabotagedStore {
  const broken = (inner: SessionStore): SessionStore => ({
    open: async (name, limits, context) => {
      const pool = await inner.open(name, changeLimits(limits), context);
      return Object.assign(delegate(pool), change(pool));
    },
  });
  const make: MakeStore = ({ clock }) => ({
    store: broken(memoryStore()),
    advance: (ms) => clock.advance(ms),
  });
  return { sabotage, breaks, make };
}

function delegate<State>(pool: PoolStore<State>): PoolStore<State> {
  return new Proxy({} as PoolStore<State>, {
    get: (own, name) => {
      if (Object.hasOwn(own, name)) return Reflect.get(own, name) as unknown;
      const value: unknown = Reflect.get(pool, name, pool);
      return typeof value === "function" ? (value.bind(pool) as unknown) : value;
    },
  });
}

const none = (): object => ({});

/** At least one for each topic. */
export const sabotagedStores: readonly SabotagedStore[] = [
  sabotaged(
    "leases in another order",
    "round-robin leases sessions in turn",
    none,
    ({ rotation, ...limits }) => ({
      ...limits,
      rotation: rotation === "round-robin" ? "until-retired" : rotation,
    }),
  ),
  sabotaged(
    "excludes nobody",
    "prefers sessions that are not excluded, in every rotation",
    (pool) => ({
      lease: (ask) => pool.lease({ ...ask, exclude: undefined }),
    }),
  ),
  sabotaged("binds no key", "a key is bound to the session of its first grant", (pool) => ({
    lease: (ask) => pool.lease({ ...ask, key: undefined }),
  })),
  sabotaged("misses no id", "an id that is not there is missing", (pool) => ({
    lease: (ask) => pool.lease({ ...ask, onMissing: "any" }),
  })),
  sabotaged(
    "overshoots maxConcurrency",
    "leases one session at most maxConcurrency times at once",
    none,
    (limits) => ({ ...limits, maxConcurrency: limits.maxConcurrency + 1 }),
  ),
  sabotaged(
    "wears nobody out",
    "a session that has had maxUses retires when it is settled",
    none,
    (limits) => ({
      ...limits,
      maxUses: Infinity,
    }),
  ),
  sabotaged(
    "does not pause",
    "a session pauses as long as its lease said, counted from the lease",
    (pool) => ({
      lease: (ask) => pool.lease({ ...ask, pauseMs: 0 }),
    }),
  ),
  sabotaged("settles again and again", "settles a lease exactly once", (pool) => ({
    settle: async (grant, verdict, options) => ({
      ...(await pool.settle(grant, verdict, options)),
      stale: false,
    }),
  })),
  sabotaged(
    "charges the caller's mistakes",
    "a verdict that blames nobody counts the use alone",
    (pool) => ({
      settle: (grant, verdict, options) =>
        pool.settle(grant, verdict === "inconclusive" ? "error" : verdict, options),
    }),
  ),
  sabotaged("does not cap a rest", "no rest is longer than maxRestMs", none, (limits) => ({
    ...limits,
    maxRestMs: Infinity,
  })),
  sabotaged(
    "always doubles the size",
    "gives no more vacancies than the size allows",
    none,
    (limits) => ({
      ...limits,
      size: { min: limits.size.min * 2, max: limits.size.max * 2 },
    }),
  ),
  sabotaged("forgets bad inits", "counts bad inits in a row", (pool) => ({
    abandon: async (vacancy, outcome, options) => {
      const count = await pool.abandon(vacancy, outcome, options);
      await pool.forgive();
      return count;
    },
  })),
  sabotaged(
    "has no gate",
    "later closes the gate of all inits, and gives the vacancy back",
    (pool) => ({
      abandon: (vacancy, outcome) => pool.abandon(vacancy, outcome, { retryInMs: 0 }),
    }),
  ),
  sabotaged("renews nobody", "a renewal is built beyond the size, one at a time", (pool) => ({
    reserve: (options) => ("replaces" in options ? undefined : pool.reserve(options)),
  })),
  sabotaged("lets everybody grow old", "a session that is too old is not leased", (pool) => ({
    fill: (vacancy, built) => pool.fill(vacancy, { ...built, lifeMs: Infinity }),
  })),
  sabotaged(
    "keeps what idles",
    "a session is idle when it was not leased for maxIdleMs",
    none,
    (limits) => ({
      ...limits,
      maxIdleMs: Infinity,
    }),
  ),
  sabotaged("resizes nothing", "a smaller size retires what is too much", () => ({
    resize: () => [],
  })),
  sabotaged("patches nothing", "patches the state of a session", (pool) => ({
    patch: (id) => pool.get(id) !== undefined,
  })),
  sabotaged("lists the youngest first", "lists live sessions, oldest first", (pool) => ({
    list: async () => (await pool.list()).toReversed(),
  })),
  sabotaged("wakes nobody", "a session built by one opener wakes the other", () => ({
    watch: () => () => undefined,
  })),
  sabotaged("says that all is lost", "keeps what its holder renews", () => ({
    renew: (held) => held,
  })),
];
