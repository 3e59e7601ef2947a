import { SessionaryError, type SendContext } from "@sessionary/core";
import { Cancellation } from "../abort/cancellation.ts";
import { onAbort } from "../abort/on-abort.ts";
import { Gate } from "../concurrency/gate.ts";
import type { ZyteRequest } from "../request/zyte-request.ts";
import type { ZyteResponse } from "../response/zyte-response.ts";
import { checkCloseOptions, checkExtractOptions, checkIterateOptions } from "./call-options.ts";
import { Counters } from "./counters.ts";
import { iterateOutcomes } from "./iterate-outcomes.ts";
import { queryBody } from "./query-body.ts";
import type { ClientParts } from "./resolve-options.ts";
import { runAttempts, type AttemptTools, type RunningQuery } from "./run-attempts.ts";
import type { ZyteStats } from "./stats.ts";
import type {
  CloseClientOptions,
  ExtractOptions,
  IterateOptions,
  ZyteClient,
  ZyteOutcome,
} from "./zyte-client.ts";

const DRAIN_TIMEOUT_MS = 10_000;

/** `maxPending` for each connection. */
const PENDING_FACTOR = 4;

export class Client implements ZyteClient {
  readonly #parts: ClientParts;
  readonly #tools: AttemptTools;
  readonly #counters = new Counters();
  readonly #running = new Set<RunningQuery>();
  #queries = 0;
  #closing: Promise<void> | undefined;
  #whenEmpty: (() => void) | undefined;

  constructor(parts: ClientParts) {
    this.#parts = parts;
    this.#tools = { ...parts, gate: new Gate(parts.concurrency), counters: this.#counters };
  }

  /** @param exchange - what an engine sends it for, instead of a signal: it ends the query, too, and its options are known to be right */
  async extract(
    query: ZyteRequest,
    options: ExtractOptions = {},
    exchange?: Pick<SendContext, "onAbort">,
  ): Promise<ZyteResponse> {
    if (exchange === undefined) checkExtractOptions(options);
    const body = queryBody(query);
    options.signal?.throwIfAborted();
    this.#parts.signal?.throwIfAborted();
    if (this.#closing !== undefined) throw closedError();
    const signal = new Cancellation();
    const running: RunningQuery = {
      body,
      retryPolicy: options.retryPolicy ?? this.#parts.retryPolicy,
      priority: options.priority ?? 0,
      beforeAttempt: options.beforeAttempt,
      order: this.#queries++,
      signal,
      mayRetry: () => this.#closing === undefined,
      phase: "queued",
    };
    const follow = (leader: AbortSignal | undefined): (() => void) | undefined =>
      leader && onAbort(leader, () => signal.abort(leader.reason));
    const forget = follow(options.signal);
    const forgetOwn = follow(this.#parts.signal);
    exchange?.onAbort?.((reason) => signal.abort(reason));
    this.#running.add(running);
    try {
      const response = await runAttempts(running, this.#tools);
      this.#counters.end("succeeded");
      return response;
    } catch (error) {
      this.#counters.end(signal.aborted ? "aborted" : "failed");
      throw error;
    } finally {
      this.#running.delete(running);
      forget?.();
      forgetOwn?.();
      if (this.#running.size === 0) this.#whenEmpty?.();
    }
  }

  async *iterate<Query extends ZyteRequest>(
    queries: Iterable<Query> | AsyncIterable<Query>,
    options: IterateOptions = {},
  ): AsyncGenerator<ZyteOutcome<Query>, void, undefined> {
    checkIterateOptions(options);
    const { maxPending = PENDING_FACTOR * this.#parts.concurrency, ...rest } = options;
    yield* iterateOutcomes(queries, (query, signal) => this.extract(query, { ...rest, signal }), {
      maxPending,
      signal: options.signal,
    });
  }

  stats(): ZyteStats {
    let resting = 0;
    for (const { phase } of this.#running) if (phase === "resting") resting += 1;
    const { inside, waiting } = this.#tools.gate;
    return this.#counters.snapshot({ running: inside, queued: waiting, resting });
  }

  async close(options: CloseClientOptions = {}): Promise<void> {
    checkCloseOptions(options);
    this.#closing ??= this.#close(options.drainTimeoutMs ?? DRAIN_TIMEOUT_MS);
    await this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(drainTimeoutMs: number): Promise<void> {
    const { clock, connections } = this.#parts;
    const cut = (mayStay: (query: RunningQuery) => boolean): void => {
      for (const query of this.#running) {
        if (!mayStay(query)) query.signal.abort(closedError());
      }
    };
    cut(({ phase }) => phase === "sent");
    if (this.#running.size > 0) {
      const empty = new Promise<void>((resolve) => {
        this.#whenEmpty = resolve;
      });
      const timer = clock.setTimeout(() => cut(() => false), Math.min(drainTimeoutMs, 2 ** 31 - 1));
      await empty;
      clock.clearTimeout(timer);
    }
    await connections.close();
  }
}

function closedError(): SessionaryError<"ERR_POOL_CLOSED"> {
  return new SessionaryError("ERR_POOL_CLOSED", "ZyteClient: closed");
}
