import type {
  ClientStats,
  PoolEventName,
  PoolEvents,
  SessionClient,
  SessionOptions,
} from "@sessionary/core";
import type { HarnessCall, HarnessClient, HarnessResponse } from "./harness.ts";

/** Every event a pool has, so that none is missed when secrets are looked for. */
const eventNames: { readonly [Name in PoolEventName]: true } = {
  "session:starting": true,
  "session:ready": true,
  "session:retired": true,
  "session:close-failed": true,
  "init:failed": true,
  "init:later": true,
  "lease:granted": true,
  "lease:settled": true,
  "lease:overdue": true,
  "lease:lost": true,
  "waiter:queued": true,
  "waiter:served": true,
  "waiter:refused": true,
  "check:error": true,
  "pool:failed": true,
  "pool:store-failed": true,
  "pool:paused": true,
  "pool:resumed": true,
  "pool:closing": true,
  "pool:closed": true,
  "pool:limits-differ": true,
  "listener:error": true,
};

/** Is told what a client rejects with, and whether the check has reckoned with that. */
export type RefusalListener = (error: unknown, expected: boolean) => void;

/** A client of the adapter, and all that its pools have told. */
export class LabClient {
  readonly sessions: SessionClient;
  readonly #client: HarnessClient;
  readonly #refused: RefusalListener;
  readonly #events: { readonly name: PoolEventName; readonly event: object }[] = [];

  constructor(client: HarnessClient, refused: RefusalListener) {
    this.#client = client;
    this.#refused = refused;
    this.sessions = client.sessions;
    for (const name of Object.keys(eventNames) as PoolEventName[]) {
      this.sessions.on(name, (event) => this.#events.push({ name, event }));
    }
  }

  get stats(): ClientStats {
    return this.sessions.stats();
  }

  /** Stats whose gauges are of now: a store that is far away is asked, and answers the next time. */
  async statsNow(): Promise<ClientStats> {
    this.sessions.stats();
    await new Promise((resolve) => setImmediate(resolve));
    return this.sessions.stats();
  }

  get events(): readonly object[] {
    return this.#events;
  }

  /** Past events of one name. */
  told<Name extends PoolEventName>(name: Name): readonly PoolEvents[Name][] {
    const events = this.#events.filter((each) => each.name === name);
    return events.map(({ event }) => event as PoolEvents[Name]);
  }

  /** The next event of that name. */
  next<Name extends PoolEventName>(name: Name): Promise<PoolEvents[Name]> {
    return new Promise((resolve) => {
      const stop = this.sessions.on(name, (event) => {
        stop();
        resolve(event);
      });
    });
  }

  send(call: HarnessCall): Promise<HarnessResponse> {
    return this.#send(call, false);
  }

  get(url: string, session?: SessionOptions): Promise<HarnessResponse> {
    return this.send(session === undefined ? { url } : { url, session });
  }

  async json<T>(url: string, session?: SessionOptions): Promise<T> {
    const { text } = await this.get(url, session);
    return JSON.parse(text) as T;
  }

  /** What `send` rejects with. */
  failure(call: HarnessCall): Promise<unknown> {
    const refused = this.#send(call, true).then(
      () => {
        throw new Error(`expected ${call.method ?? "GET"} ${call.url} to be refused`);
      },
      (error: unknown) => error,
    );
    return mayBeLeft(refused);
  }

  async close(): Promise<void> {
    await this.sessions.close({ drainTimeoutMs: 0 });
  }

  #send(call: HarnessCall, expected: boolean): Promise<HarnessResponse> {
    const sent = this.#client.send(call);
    sent.catch((error: unknown) => this.#refused(error, expected));
    return sent;
  }
}

/** A check that fails leaves what it waits for to itself: what becomes of that is no error of its own. */
export function mayBeLeft<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
