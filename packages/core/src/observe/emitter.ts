import { isPromise } from "../maybe-promise.ts";
import { aFunction, expectOption } from "../options/expect.ts";
import type { PoolEventName, PoolEvents, PoolListener } from "./events.ts";

type Listener = (event: never) => unknown;

/**
 * Tells listeners what happens in a pool. What a listener throws, or rejects with, becomes a `listener:error` event and goes no further: thrown
 * on, it would end up in the pool's work, and thrown later, it would end a Node process, which hurts the pool most of all.
 */
export class Emitter {
  readonly #pool: string;
  /** Lists are replaced, never changed: an emit under way goes on with the one it began with. */
  readonly #listeners = new Map<PoolEventName, readonly { readonly call: Listener }[]>();

  constructor(pool: string) {
    this.#pool = pool;
  }

  /** Whether anybody listens: ask before making an event. */
  has(name: PoolEventName): boolean {
    return this.#listeners.has(name);
  }

  /** Returns the unsubscribe function. */
  on<Name extends PoolEventName>(name: Name, listener: PoolListener<Name>): () => void {
    expectOption("SessionPool", "listener", listener, aFunction);
    const entry = { call: listener };
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), entry]);
    return () => {
      const left = this.#listeners.get(name)?.filter((other) => other !== entry) ?? [];
      if (left.length > 0) this.#listeners.set(name, left);
      else this.#listeners.delete(name);
    };
  }

  emit<Name extends PoolEventName>(name: Name, event: PoolEvents[Name]): void {
    for (const { call } of this.#listeners.get(name) ?? []) {
      try {
        const answer = call(event as never);
        if (isPromise(answer)) void answer.then(undefined, (error) => this.#failed(name, error));
      } catch (error) {
        this.#failed(name, error);
      }
    }
  }

  #failed(event: PoolEventName, error: unknown): void {
    // A listener to failing listeners that fails itself has nobody left to tell.
    if (event !== "listener:error") this.emit("listener:error", { pool: this.#pool, event, error });
  }
}
