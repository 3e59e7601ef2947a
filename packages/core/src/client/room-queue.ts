interface Waiter {
  admit(): void;
  refuse(error: unknown): void;
}

/**
 * Callers that wait for room for one more pool: first come, first served, and all that want the same pool at once, for it takes room once.
 */
export class RoomQueue<Grant> {
  readonly #groups = new Map<string, Set<Waiter>>();

  get isEmpty(): boolean {
    return this.#groups.size === 0;
  }

  /** Waits until `grant` may be called, and resolves to what it answers. */
  wait(name: string, grant: () => Grant, signal: AbortSignal | undefined): Promise<Grant> {
    const group = this.#groups.get(name) ?? new Set();
    this.#groups.set(name, group);
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        signal?.removeEventListener("abort", abort);
        group.delete(waiter);
        if (group.size === 0) this.#groups.delete(name);
      };
      const abort = (): void => waiter.refuse(signal?.reason);
      const waiter: Waiter = {
        admit: () => {
          leave();
          try {
            resolve(grant());
          } catch (error) {
            reject(error);
          }
        },
        refuse: (error) => {
          leave();
          reject(error);
        },
      };
      group.add(waiter);
      signal?.addEventListener("abort", abort, { once: true });
    });
  }

  /** Admits as many as there is room for; `makeRoom` answers whether there is some for one more pool. */
  admit(makeRoom: () => boolean): void {
    for (const group of this.#groups.values()) {
      if (!makeRoom()) return;
      for (const waiter of group) waiter.admit();
    }
  }

  refuseAll(error: unknown): void {
    for (const group of this.#groups.values()) {
      for (const waiter of group) waiter.refuse(error);
    }
  }
}
