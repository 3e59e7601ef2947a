import { isSessionaryError, SessionaryError, type Attempt } from "../errors/sessionary-error.ts";
import { afterVerdict } from "../judging/after-verdict.ts";
import type { Outcome } from "../judging/exchange.ts";
import { judge, type Judged } from "../judging/judge.ts";
import { shortReading } from "../judging/short-reading.ts";
import { isPromise } from "../maybe-promise.ts";
import type { MaybePromise } from "../types.ts";
import type { Engine } from "./engine.ts";
import type { PoolLease } from "./lease.ts";
import { runTask, type TaskEnd } from "./run-task.ts";
import type { Task, UseOptions } from "./session-pool.ts";

const OK: Judged = Object.freeze({ verdict: "ok" });
const UNUSED: Judged = Object.freeze({ verdict: "unused" });
const NOT_BLAMED: Judged = Object.freeze({ verdict: "inconclusive" });

/** One call of `use`: attempt after attempt, each a lease like any other, until one is good or the budget is spent. */
export class Use<Result extends Response, State, Request, Response> {
  readonly #engine: Engine<State, Request, Response>;
  readonly #task: Task<Result, State, Request>;
  readonly #options: UseOptions<Request>;
  readonly #attempts: Attempt[] = [];
  readonly #tried: string[] = [];

  constructor(
    engine: Engine<State, Request, Response>,
    task: Task<Result, State, Request>,
    options: UseOptions<Request> = {},
  ) {
    this.#engine = engine;
    this.#task = task;
    this.#options = options;
  }

  async run(): Promise<Result> {
    const { options, lifecycle } = this.#engine.parts;
    const { adapter } = options;
    const { signal } = this.#options;
    const budget = 1 + (this.#options.retries ?? options.retries);
    const isAborted = (): boolean => signal?.aborted === true;
    let request = this.#options.request as Request;
    for (let attempt = 1; ; attempt++) {
      const lease = await this.#lease();
      // Aborted between the grant and here: no task has seen the session.
      if (isAborted()) {
        await this.#settle(lease, UNUSED);
        throw signal?.reason;
      }
      const late = (response?: Result): void => this.#late(lease, response);
      const running = runTask(this.#task, lease, attempt, request, signal, late);
      const end = isPromise(running) ? await running : running;
      if (end.kind === "aborted" || end.kind === "ended") throw end.error;
      if (end.kind === "error" && isAborted()) {
        await this.#settle(lease, NOT_BLAMED);
        throw signal?.reason;
      }
      const outcome = this.#outcome(lease, request, end);
      const judging = outcome === undefined ? OK : judge(outcome, this.#engine.parts.judging);
      const judged = isPromise(judging) ? await judging : judging;
      if (judged.checkError !== undefined) this.#tellCheckError(lease, judged.checkError.error);
      await this.#settle(lease, judged);
      if (judged.unclassified === true && end.kind === "error") throw end.error;
      const next = afterVerdict(judged.verdict, {
        hasResponse: end.kind === "response",
        mayRepeat: adapter?.retryable?.(request) ?? true,
        hasBudget: attempt < budget,
      });
      if (next === "return" && end.kind === "response") return end.response;
      if (end.kind === "response") adapter?.discard?.(end.response);
      if (next === "stop")
        throw lifecycle.error ?? this.#engine.parts.error("ERR_POOL_STOPPED", "stopped");
      if (next === "throw" && end.kind === "error") throw end.error;
      this.#remember(lease, judged, end, outcome);
      if (next === "exhausted") throw this.#exhausted(judged);
      if (isAborted()) throw signal?.reason;
      if (adapter?.replay !== undefined) request = adapter.replay(request);
    }
  }

  async #lease(): Promise<PoolLease<State, Request>> {
    try {
      const exclude = this.#tried.length > 0 ? this.#tried : undefined;
      return await this.#engine.dispatcher.acquire(this.#options, exclude);
    } catch (error) {
      if (this.#attempts.length === 0 || !isSessionaryError(error)) throw error;
      const { code, message, reason } = error;
      const cause = error.cause ?? this.#lastError();
      const attempts = this.#attempts;
      throw new SessionaryError(code, message, { cause, attempts, ...(reason && { reason }) });
    }
  }

  /** `undefined` where nobody judges. */
  #outcome(
    lease: PoolLease<State, Request>,
    request: Request,
    end: TaskEnd<Result>,
  ): Outcome<Response, Request, State> | undefined {
    const { judging } = this.#engine.parts;
    const { session } = lease;
    const { variant } = this.#options;
    const base = { phase: "use" as const, request, session, variant };
    if (end.kind !== "response") return { ...base, error: end.error };
    const isJudged = judging.classify ?? judging.adapterClassify ?? judging.check;
    if (isJudged === undefined) return undefined;
    const { response } = end;
    return { ...base, response, reading: this.#engine.parts.read(response) };
  }

  /** The response belongs to the caller whatever becomes of the bookkeeping; events tell of a lease or store that is lost. */
  #settle(lease: PoolLease<State, Request>, judged: Judged): MaybePromise<void> {
    if (!lease.isOpen) return undefined;
    return lease.settleAs(judged).catch((error: unknown) => {
      if (!isSessionaryError(error, "ERR_LEASE_LOST")) this.#engine.storeFailed(error);
    });
  }

  /** A task that was given up has ended. */
  #late(lease: PoolLease<State, Request>, response?: Result): void {
    void this.#settle(lease, NOT_BLAMED);
    if (response !== undefined) this.#engine.parts.options.adapter?.discard?.(response);
  }

  #tellCheckError({ session }: PoolLease<State, Request>, error: unknown): void {
    this.#engine.parts.tellCheckError(session.id, "use", error);
  }

  #remember(
    { session }: PoolLease<State, Request>,
    judged: Judged,
    end: TaskEnd<Result>,
    outcome: Outcome<Response, Request, State> | undefined,
  ): void {
    this.#tried.push(session.id);
    const thrown = end.kind === "response" ? undefined : end.error;
    this.#attempts.push({
      sessionId: session.id,
      verdict: judged.verdict,
      reason: judged.reason,
      error: judged.checkError?.error ?? thrown,
      reading: outcome?.reading && shortReading(outcome.reading),
    });
  }

  #exhausted({ verdict, reason }: Judged): SessionaryError<"ERR_RETRIES_EXHAUSTED"> {
    const attempts = this.#attempts;
    const why = reason === undefined ? "" : ` (${reason})`;
    const what = `no good exchange in ${attempts.length} attempts, the last was ${verdict}${why}`;
    const cause = this.#lastError();
    return this.#engine.parts.error("ERR_RETRIES_EXHAUSTED", what, { cause, attempts });
  }

  #lastError(): unknown {
    return this.#attempts.findLast((attempt) => attempt.error !== undefined)?.error;
  }
}
