import type { SessionTruth, SiteRequest } from "./truth.ts";

/** What a site tells its listeners, by name of the event. */
export interface TestSiteEvents {
  /** A session was handed out. */
  readonly session: SessionTruth;
  /** A request has arrived whole; nothing is decided yet. */
  readonly request: SiteRequest;
  /** The answer has left, or the connection is gone. */
  readonly answer: SiteRequest;
}

type Listener<Name extends keyof TestSiteEvents> = (event: TestSiteEvents[Name]) => void;

/** The site's listeners, and those who wait for one event. */
export class SiteEvents {
  readonly #listeners: { readonly [Name in keyof TestSiteEvents]: Set<Listener<Name>> } = {
    session: new Set(),
    request: new Set(),
    answer: new Set(),
  };
  readonly #waiting = new Set<(error: Error) => void>();

  on<Name extends keyof TestSiteEvents>(name: Name, listener: Listener<Name>): () => void {
    const listeners: Set<Listener<Name>> = this.#listeners[name];
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  emit<Name extends keyof TestSiteEvents>(name: Name, event: TestSiteEvents[Name]): void {
    const listeners: Set<Listener<Name>> = this.#listeners[name];
    for (const listener of listeners) {
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
  waitFor<Name extends keyof TestSiteEvents>(
    name: Name,
    predicate: (event: TestSiteEvents[Name]) => boolean,
  ): Promise<TestSiteEvents[Name]> {
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
}
