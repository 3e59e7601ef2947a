import type { PoolEventName, PoolListener } from "../observe/events.ts";

/** What of a pool one can listen to. */
interface Source {
  on<Name extends PoolEventName>(event: Name, listener: PoolListener<Name>): () => void;
}

interface Subscription<Pool> {
  attach(pool: Pool): void;
  detach(pool: Pool): void;
}

/** Listeners to every pool of a client: those that are there, and those to come. */
export class ClientListeners<Pool extends Source> {
  readonly #subscriptions = new Set<Subscription<Pool>>();
  readonly #pools = new Set<Pool>();

  /** From now on every subscription hears this pool, too. */
  add(pool: Pool): void {
    this.#pools.add(pool);
    for (const subscription of this.#subscriptions) subscription.attach(pool);
  }

  /** Forgets a pool that has nothing more to say. */
  remove(pool: Pool): void {
    this.#pools.delete(pool);
    for (const subscription of this.#subscriptions) subscription.detach(pool);
  }

  on<Name extends PoolEventName>(event: Name, listener: PoolListener<Name>): () => void {
    const offs = new Map<Pool, () => void>();
    const subscription: Subscription<Pool> = {
      attach: (pool) => void offs.set(pool, pool.on(event, listener)),
      detach: (pool) => {
        offs.get(pool)?.();
        offs.delete(pool);
      },
    };
    for (const pool of this.#pools) subscription.attach(pool);
    this.#subscriptions.add(subscription);
    return () => {
      this.#subscriptions.delete(subscription);
      for (const pool of offs.keys()) subscription.detach(pool);
    };
  }
}
