import { invalidOption } from "@sessionary/core";
import { onAbort } from "../abort/on-abort.ts";
import type { ZyteOutcome } from "./zyte-client.ts";

/** How queries are worked off. */
export interface IterationOptions {
  /** Queries that were taken and whose outcome was not handed over yet. */
  readonly maxPending: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs queries and yields what becomes of each as it is done. A query is taken from the input only when there is room, and its outcome
 * keeps that room until it is taken. Leaving early aborts what is under way and closes the input.
 *
 * @throws what the input throws, when what came before is done; the signal's reason
 */
export async function* iterateOutcomes<Query, Response>(
  queries: Iterable<Query> | AsyncIterable<Query>,
  run: (query: Query, signal: AbortSignal) => Promise<Response>,
  { maxPending, signal }: IterationOptions,
): AsyncGenerator<ZyteOutcome<Query, Response>, void, undefined> {
  signal?.throwIfAborted();
  const iteration = new Iteration(queries, run, maxPending);
  const forget = onAbort(signal, () => iteration.abort(signal?.reason));
  try {
    for (;;) {
      const outcome = await iteration.next();
      if (outcome === undefined) return;
      yield outcome;
    }
  } finally {
    forget();
    await iteration.end();
  }
}

/** A string is iterable, too, but its letters are no queries. */
function iteratorOf<Query>(
  queries: Iterable<Query> | AsyncIterable<Query>,
): Iterator<Query> | AsyncIterator<Query> {
  if (typeof queries === "object" && queries !== null) {
    if (Symbol.asyncIterator in queries) return queries[Symbol.asyncIterator]();
    if (Symbol.iterator in queries) return queries[Symbol.iterator]();
  }
  throw invalidOption("iterate", "queries", "an iterable of queries", queries);
}

class Iteration<Query, Response> {
  readonly #source: Iterator<Query> | AsyncIterator<Query>;
  readonly #run: (query: Query, signal: AbortSignal) => Promise<Response>;
  readonly #maxPending: number;
  readonly #controller = new AbortController();
  readonly #ready: ZyteOutcome<Query, Response>[] = [];
  #taken = 0;
  #pending = 0;
  #isReading = false;
  #isExhausted = false;
  #aborted: { readonly reason: unknown } | undefined;
  /** Thrown when what was taken before is done. */
  #inputFailure: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor(
    queries: Iterable<Query> | AsyncIterable<Query>,
    run: (query: Query, signal: AbortSignal) => Promise<Response>,
    maxPending: number,
  ) {
    this.#source = iteratorOf(queries);
    this.#run = run;
    this.#maxPending = maxPending;
  }

  /** The next outcome; `undefined` when there is none left. */
  async next(): Promise<ZyteOutcome<Query, Response> | undefined> {
    for (;;) {
      const outcome = this.#ready.shift();
      if (outcome !== undefined) this.#pending -= 1;
      if (this.#aborted === undefined) void this.#read();
      // Before any failure: it is paid for.
      if (outcome !== undefined) return outcome;
      if (this.#aborted !== undefined) throw this.#aborted.reason;
      if (this.#isExhausted && this.#pending === 0 && !this.#isReading) {
        if (this.#inputFailure !== undefined) throw this.#inputFailure.error;
        return undefined;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  abort(reason: unknown): void {
    this.#aborted ??= { reason };
    this.#controller.abort(reason);
    this.#wake?.();
  }

  /** What is still under way is aborted, reports to nobody, and is not waited for: the input may never go on. */
  async end(): Promise<void> {
    this.#controller.abort();
    if (this.#isExhausted) return;
    this.#isExhausted = true;
    const closed = this.#source.return?.();
    if (!this.#isReading) await closed;
    else if (closed instanceof Promise) closed.catch(() => undefined);
  }

  /** Takes queries while there is room, one reader at a time. */
  async #read(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      while (this.#pending < this.#maxPending && !this.#isExhausted) {
        const next = await this.#source.next();
        if (this.#isExhausted) return;
        if (next.done === true) this.#isExhausted = true;
        else void this.#start(next.value);
      }
    } catch (error) {
      this.#isExhausted = true;
      this.#inputFailure = { error };
    } finally {
      this.#isReading = false;
      this.#wake?.();
    }
  }

  async #start(query: Query): Promise<void> {
    const index = this.#taken++;
    this.#pending += 1;
    let outcome: ZyteOutcome<Query, Response>;
    try {
      const response = await this.#run(query, this.#controller.signal);
      outcome = { query, index, response };
    } catch (error) {
      outcome = { query, index, error };
    }
    if (this.#aborted !== undefined) return;
    this.#ready.push(outcome);
    this.#wake?.();
  }
}
