import type { Readable } from "node:stream";
import { iterateOutcomes } from "../client/iterate-outcomes.ts";
import type { ZyteOutcome } from "../client/zyte-client.ts";
import type { ZyteResponse } from "../response/zyte-response.ts";
import { errorLine } from "./error-line.ts";
import { isFatal } from "./is-fatal.ts";
import type { Log } from "./log.ts";
import type { Extractor } from "./open-extractor.ts";
import type { Output } from "./output.ts";
import type { Progress } from "./progress.ts";
import { readQueries, type InputLine } from "./read-queries.ts";
import type { CliSettings } from "./settings.ts";

/** What a run needs. */
export interface Run {
  readonly settings: CliSettings;
  readonly stdin: Readable;
  readonly extractor: Extractor;
  readonly output: Output;
  readonly progress: Progress;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** How a run ended. */
export interface RunResult {
  readonly done: number;
  readonly failed: number;
  /** `stopped`: what failed would fail for all. */
  readonly end: "exhausted" | "interrupted" | "stopped";
}

/** Queries under way and done ones nobody has written yet, for each connection. */
const PENDING_FACTOR = 4;

/**
 * Sends the queries of the input and writes what becomes of them. An interruption ends it when everything that was done is written.
 *
 * @throws what is wrong with input or output
 */
export async function runQueries(run: Run): Promise<RunResult> {
  const { settings, stdin, extractor, signal } = run;
  const count = { done: 0, failed: 0 };
  const outcomes = iterateOutcomes(
    readQueries(settings, stdin),
    (line, querySignal) => send(line, extractor, querySignal),
    { maxPending: PENDING_FACTOR * settings.concurrency, signal },
  );
  try {
    for await (const outcome of outcomes) {
      count[outcome.response === undefined ? "failed" : "done"] += 1;
      await report(outcome, run);
      if (outcome.response === undefined && isFatal(outcome.error)) {
        run.log("ERROR", "no other query would end differently");
        return { ...count, end: "stopped" };
      }
    }
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error;
    run.log("WARNING", "interrupted");
    return { ...count, end: "interrupted" };
  }
  return { ...count, end: "exhausted" };
}

async function send(
  { query, problem }: InputLine,
  extractor: Extractor,
  signal: AbortSignal,
): Promise<ZyteResponse> {
  if (query === undefined) throw new Error(problem);
  return extractor.extract(query, signal);
}

async function report(
  { query: { query, number }, response, error }: ZyteOutcome<InputLine>,
  { settings, output, progress, log }: Run,
): Promise<void> {
  const what = query?.url ?? `line ${number}`;
  if (response !== undefined) {
    log("DEBUG", `done: ${what}`);
    await output.write(response);
  } else {
    log("WARNING", `failed: ${what}: ${error instanceof Error ? error.message : String(error)}`);
    if (settings.storesErrors) await output.write(errorLine(error, query));
  }
  progress.step(response === undefined);
}
