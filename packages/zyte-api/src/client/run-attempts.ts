import { invalidOption } from "@sessionary/core";
import type { Cancellation } from "../abort/cancellation.ts";
import { sleep } from "../abort/sleep.ts";
import { ZyteApiError } from "../errors/zyte-api-error.ts";
import { ZyteNetworkError } from "../errors/zyte-network-error.ts";
import type { ZyteResponse } from "../response/zyte-response.ts";
import { classifyFailure } from "../retry/classify-failure.ts";
import type { RetryPolicy } from "../retry/retry-policy.ts";
import type { Gate } from "../concurrency/gate.ts";
import type { Counters } from "./counters.ts";
import type { ClientParts } from "./resolve-options.ts";

/** A query under way. */
export interface RunningQuery {
  readonly body: string;
  readonly retryPolicy: RetryPolicy;
  readonly priority: number;
  /** Kept by its retries, so that the oldest query is done first. */
  readonly order: number;
  readonly signal: Cancellation;
  /** What it throws is the end. */
  readonly beforeAttempt: (() => void) | undefined;
  /** Whether another attempt may follow. */
  readonly mayRetry: () => boolean;
  phase: "queued" | "sent" | "resting";
}

/** What all queries of a client share. */
export interface AttemptTools extends Pick<ClientParts, "transport" | "clock" | "random"> {
  readonly gate: Gate;
  readonly counters: Counters;
}

/**
 * Sends a query until it has a result, or its policy gives up. It has a place at the gate for each attempt, and none while it waits for the next.
 *
 * @throws the last failure, or the signal's reason
 */
export async function runAttempts(query: RunningQuery, tools: AttemptTools): Promise<ZyteResponse> {
  const { clock, random } = tools;
  const { signal } = query;
  const decide = query.retryPolicy.start();
  for (let attempts = 1; ; attempts += 1) {
    const outcome = await attempt(query, tools);
    if (!isFailure(outcome)) return outcome;
    const error = outcome;
    const kind = classifyFailure(error);
    const waitMs = decide({ kind, error, attempts, at: clock.now(), random });
    if (waitMs === undefined || !query.mayRetry()) throw error;
    if (!(waitMs >= 0)) throw badWait(query.retryPolicy, waitMs);
    query.phase = "resting";
    await sleep(Math.max(waitMs, retryAfter(error)), signal, clock);
  }
}

type Failure = ZyteApiError | ZyteNetworkError;

/** @throws what is no failure of an attempt: the signal's reason */
async function attempt(
  query: RunningQuery,
  { gate, counters, transport, clock }: AttemptTools,
): Promise<ZyteResponse | Failure> {
  query.phase = "queued";
  await gate.enter(query, query.signal);
  const startedAt = clock.now();
  try {
    askBefore(query);
    query.phase = "sent";
    counters.attempt();
    const response = await transport.send(query.body, query.signal);
    counters.result(clock.now() - startedAt);
    return response;
  } catch (error) {
    if (query.signal.aborted || !isFailure(error)) throw error;
    counters.failure(error, clock.now() - startedAt);
    return error;
  } finally {
    gate.leave();
  }
}

/** @throws what its caller throws, who gives the query up by it */
function askBefore({ beforeAttempt, signal }: RunningQuery): void {
  try {
    beforeAttempt?.();
  } catch (error) {
    signal.abort(error);
    throw error;
  }
}

function isFailure(value: unknown): value is Failure {
  return value instanceof ZyteApiError || value instanceof ZyteNetworkError;
}

function badWait({ name }: RetryPolicy, waitMs: unknown): Error {
  const expected = `a policy that decides for milliseconds >= 0, or for undefined`;
  return invalidOption("ZyteClient", `retryPolicy ${name}`, expected, waitMs);
}

function retryAfter(error: Failure): number {
  return error instanceof ZyteApiError ? (error.retryAfterMs ?? 0) : 0;
}
