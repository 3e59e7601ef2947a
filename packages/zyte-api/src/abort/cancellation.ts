type Listener = () => void;

/** What ends a query: as much of an `AbortSignal` as we need. To make one of those and to listen to it costs more than a session does. */
export class Cancellation {
  #aborted = false;
  #reason: unknown;
  readonly #listeners: Set<Listener> = new Set();

  get aborted(): boolean {
    return this.#aborted;
  }

  get reason(): unknown {
    return this.#reason;
  }

  throwIfAborted(): void {
    if (this.#aborted) throw this.#reason;
  }

  /** The first reason is the one that holds. */
  abort(reason: unknown): void {
    if (this.#aborted) return;
    this.#aborted = true;
    this.#reason = reason;
    for (const listener of this.#listeners) listener();
  }

  /**
   * Calls `listener` when it aborts.
   *
   * @returns forgets the listener
   */
  onAbort(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
