import {
  memoryStore,
  type Grant,
  type PoolStore,
  type SessionStore,
  type Vacancy,
} from "../../src/index.ts";

/** Overrides parts of every pool of a store. */
export type Override = (pool: PoolStore<unknown>) => Partial<PoolStore<unknown>>;

/** A memory store, some of whose answers the test decides. */
export function overriddenStore(override: Override): SessionStore {
  const inner = memoryStore();
  return {
    open: async (name, limits, context) => {
      const pool = await inner.open(name, limits, context);
      const own = override(pool);
      return new Proxy(pool, {
        get(target, key) {
          const value: unknown = Reflect.get(Reflect.has(own, key) ? own : target, key);
          return typeof value === "function" ? (value as () => unknown).bind(target) : value;
        },
      });
    },
  };
}

/** A store whose calls of one name reject from the moment the test says so. */
export interface FailingStore {
  readonly store: SessionStore;
  /** What the calls reject with; `undefined` lets them pass. */
  error: Error | undefined;
}

export function failingStore(...names: readonly (keyof PoolStore<unknown>)[]): FailingStore {
  const failing: FailingStore = {
    error: undefined,
    store: overriddenStore((pool) => {
      const own: { [name: string]: unknown } = {};
      for (const name of names)
        own[name] = async (...parts: unknown[]): Promise<unknown> => {
          if (failing.error !== undefined) throw failing.error;
          return (pool[name] as (...given: unknown[]) => unknown).apply(pool, parts);
        };
      return own;
    }),
  };
  return failing;
}

/** A shared store that takes back what the test names. */
export interface TakingStore {
  readonly store: SessionStore;
  /** What was renewed, call by call. */
  readonly renewed: (readonly (Grant<unknown> | Vacancy)[])[];
  /** Says which of what is held is lost. */
  takes: (held: Grant<unknown> | Vacancy) => boolean;
}

export function takingStore(): TakingStore {
  const renewed: (readonly (Grant<unknown> | Vacancy)[])[] = [];
  const taking: TakingStore = {
    renewed,
    takes: () => false,
    store: overriddenStore(() => ({
      shared: true,
      renew: async (held) => {
        renewed.push(held);
        return held.filter((each) => taking.takes(each));
      },
    })),
  };
  return taking;
}
