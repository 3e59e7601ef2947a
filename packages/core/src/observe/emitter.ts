import { isPromise } from "../maybe-promise.ts";
import { aFunction, expectOption } from "../options/expect.ts";
import type { PoolEventName, PoolEvents, PoolListener } from "./events.ts";

interface Entry {
  readonly call: (event: never) => unknown;
}

/** Tells everybody who listens. */
type Tell<Name extends PoolEventName> = (event: Omit<PoolEvents[Name], "pool">) => void;

/**
 * Tells listeners what happens in a pool. What a listener throws, or rejects with, becomes a `listener:error` event and goes no further: thrown
 * on, it would end up in the pool's work, and thrown later, it would end a Node process, which hurts the pool most of all.
 */
export class Emitter {
  readonly #pool: string;
  /** Lists are replaced, never changed: an emit under way goes on with the one it began with. */
  readonly #listeners = new Map<PoolEventName, readonly Entry[]>();

  constructor(pool: string) {
    this.#pool = pool;
  }

  /**
   * Tells an event, if anybody listens: `to("lease:granted")?.({ id })` makes no event for nobody.
   * The pool's name is added here, to the very object.
   */
  to<Name extends PoolEventName>(name: Name): Tell<Name> | undefined {
    const listeners = this.#listeners.size > 0 ? this.#listeners.get(name) : undefined;
    if (listeners === undefined) return undefined;
    return (event) => this.#tell(name, listeners, Object.assign(event, { pool: this.#pool }));
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

  #tell(name: PoolEventName, listeners: readonly Entry[], event: object): void {
    for (const { call } of listeners) {
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
    if (event !== "listener:error") this.to("listener:error")?.({ event, error });
  }
}
