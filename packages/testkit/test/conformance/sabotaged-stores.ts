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

/** A pool of which some methods can be replaced. */
export function delegate<State>(pool: PoolStore<State>): PoolStore<State> {
  return new Proxy({} as PoolStore<State>, {
    get: (own, name) => {
      if (Object.hasOwn(own, name)) return Reflect.get(own, name) as unknown;
      const value: unknown = Reflect.get(pool, name, pool);
      return typeof value === "function" ? (value.bind(pool) as unknown) : value;
    },
  });
}

const none = (): object => ({});

/** Of a pool that remembers so many keys: the name a key has in a store that remembers more. */
function forgetful(max: number): (key: string | undefined) => string | undefined {
  const names = new Map<string, string>();
  let given = 0;
  return (key) => {
    if (key === undefined) return undefined;
    const name = names.get(key) ?? `${key} (${given++})`;
    names.delete(key);
    names.set(key, name);
    for (const oldest of names.keys()) {
      if (names.size <= max) break;
      names.delete(oldest);
    }
    return name;
  };
}

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
  sabotaged(
    "takes what was given back for a use",
    "a lease that is given back unused is no use: idle time goes on",
    (pool) => ({
      settle: (grant, verdict, options) =>
        pool.settle(grant, verdict === "unused" ? "inconclusive" : verdict, options),
    }),
  ),
  sabotaged(
    "forgets how long a session was idle elsewhere",
    "idle time of a session from elsewhere runs from its last use there",
    (pool) => ({ fill: (vacancy, built) => pool.fill(vacancy, { ...built, idleMs: 0 }) }),
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
  sabotaged(
    "lets a newcomer have the id of another",
    "refuses a session whose id is taken, and gives its vacancy back",
    (pool) => ({
      fill: async (vacancy, built) => {
        await pool.retire(built.id, "manual");
        return pool.fill(vacancy, built);
      },
    }),
  ),
  sabotaged(
    "takes any ok for the end of a rest",
    "a verdict on a lease from before the rest does not end the doubling",
    (pool) => {
      let isOver = false;
      return {
        settle: (grant, verdict, options) => {
          const again = verdict === "throttled" && isOver;
          isOver = verdict === "ok" || (isOver && !again);
          const retryAfterMs = options?.retryAfterMs ?? pool.limits.throttleDelayMs;
          return pool.settle(grant, verdict, again ? { ...options, retryAfterMs } : options);
        },
      };
    },
  ),
  sabotaged(
    "forgets a key with the first session it had",
    "a key that has moved to a new session does not leave with the one before",
    (pool) => {
      const firsts = new Map<string, string>();
      const gone = new Set<string>();
      return {
        lease: async (ask) => {
          const first = ask.key === undefined ? undefined : firsts.get(ask.key);
          if (first !== undefined && gone.has(first)) {
            return pool.lease({ ...ask, key: undefined, id: first });
          }
          const answer = await pool.lease(ask);
          if (answer.granted && ask.key !== undefined) firsts.set(ask.key, answer.session.id);
          return answer;
        },
        retire: (id, reason) => {
          gone.add(id);
          return pool.retire(id, reason);
        },
      };
    },
  ),
  sabotaged("remembers too few keys", "remembers the 10,000 keys that were used last", (pool) => {
    const nameOf = forgetful(9_999);
    return { lease: (ask) => pool.lease({ ...ask, key: nameOf(ask.key) }) };
  }),
  sabotaged("remembers every key", "remembers the 10,000 keys that were used last", (pool) => {
    const bound = new Map<string, string>();
    return {
      lease: async (ask) => {
        const id = ask.key === undefined ? undefined : bound.get(ask.key);
        if (id !== undefined) return pool.lease({ ...ask, key: undefined, id });
        const answer = await pool.lease(ask);
        if (answer.granted && ask.key !== undefined) bound.set(ask.key, answer.session.id);
        return answer;
      },
    };
  }),
];
