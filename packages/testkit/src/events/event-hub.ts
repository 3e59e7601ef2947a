type Listener<Event> = (event: Event) => void;

/** The listeners of something that runs, and those who wait for one of its events. */
export class EventHub<Events extends object> {
  readonly #listeners: { [Name in keyof Events]?: Set<Listener<Events[Name]>> } = {};
  readonly #waiting = new Set<(error: Error) => void>();

  on<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): () => void {
    const listeners = this.#of(name);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  emit<Name extends keyof Events>(name: Name, event: Events[Name]): void {
    for (const listener of this.#of(name)) {
      try {
        listener(event);
      } catch (error) {
        // The request goes on; the error surfaces as uncaught, which fails the test that installed the listener.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  /** The next event the predicate accepts. */
  waitFor<Name extends keyof Events>(
    name: Name,
    predicate: (event: Events[Name]) => boolean,
  ): Promise<Events[Name]> {
    return new Promise((resolve, reject) => {
      const refuse = (error: Error): void => {
        stop();
        reject(error);
      };
      const unsubscribe = this.on(name, (event) => {
        if (!predicate(event)) return;
        stop();
        resolve(event);
      });
      const stop = (): void => {
        unsubscribe();
        this.#waiting.delete(refuse);
      };
      this.#waiting.add(refuse);
    });
  }

  /** Refuses everyone who still waits. */
  close(error: Error): void {
    for (const refuse of this.#waiting) refuse(error);
  }

  #of<Name extends keyof Events>(name: Name): Set<Listener<Events[Name]>> {
    return (this.#listeners[name] ??= new Set<Listener<Events[Name]>>());
  }
}
