import type { SessionaryError } from "../errors/sessionary-error.ts";
import { isPromise } from "../maybe-promise.ts";
import type { MaybePromise } from "../types.ts";
import { LazySignal } from "./lazy-signal.ts";
import { onAbort } from "./on-abort.ts";

/** What a pool needs before anything else: opened once, and again after a failure, until the pool is closed. */
export class Opening<Opened> {
  readonly #open: () => MaybePromise<Opened>;
  readonly #closed = new LazySignal();
  #error: SessionaryError | undefined;
  #pending: Promise<Opened> | undefined;
  #waiting = 0;

  constructor(open: () => MaybePromise<Opened>) {
    this.#open = open;
  }

  /** Whether anybody waits for it. */
  get isAwaited(): boolean {
    return this.#waiting > 0;
  }

  /** Opens it for those who will come; they are told if it fails. */
  begin(): void {
    const opened = this.#start();
    if (isPromise(opened)) opened.catch(() => undefined);
  }

  /** Rejects at once when `signal` aborts or the pool is closed. */
  wait(signal?: AbortSignal): MaybePromise<Opened> {
    if (this.#error !== undefined) return Promise.reject(this.#error);
    const opened = this.#pending ?? this.#start();
    if (!isPromise(opened)) return opened;
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    const signals = [this.#closed.signal, ...(signal === undefined ? [] : [signal])];
    this.#waiting++;
    return orAborted(opened, signals).finally(() => this.#waiting--);
  }

  /** Refuses those who wait, and all who come. Resolves when nothing is being opened any more. */
  async close(error: SessionaryError): Promise<void> {
    this.#error = error;
    this.#closed.abort(error);
    await this.#pending?.catch(() => undefined);
  }

  #start(): MaybePromise<Opened> {
    const opened = this.#open();
    if (!isPromise(opened)) return opened;
    this.#pending = opened;
    opened.catch(() => (this.#pending = undefined));
    return opened;
  }
}

function orAborted<T>(promise: Promise<T>, signals: readonly AbortSignal[]): Promise<T> {
  return new Promise((resolve, reject) => {
    const offs = signals.map((signal) => onAbort(signal, () => reject(signal.reason)));
    const stopListening = (): void => {
      for (const off of offs) off();
    };
    promise.then(resolve, reject).finally(stopListening);
  });
}
