import { isSessionaryError, SessionaryError, type Attempt } from "../errors/sessionary-error.ts";
import { afterVerdict } from "../judging/after-verdict.ts";
import type { Reading } from "../judging/exchange.ts";
import { judge, type Judged } from "../judging/judge.ts";
import { shortReading } from "../judging/short-reading.ts";
import { andThen, isPromise } from "../maybe-promise.ts";
import type { MaybePromise } from "../types.ts";
import type { Engine } from "./engine.ts";
import { SETTLED, type PoolLease } from "./lease.ts";
import { runExchange } from "./run-exchange.ts";
import type { Task, TaskContext, UseOptions } from "./session-pool.ts";

const OK: Judged = Object.freeze({ verdict: "ok" });
const UNUSED: Judged = Object.freeze({ verdict: "unused" });
/** The caller has aborted: the session has nothing to do with it. */
const NOT_BLAMED: Judged = Object.freeze({ verdict: "inconclusive" });

/** How a task ended: a response is judged, a result of the caller's own is not. */
type TaskEnd<Result> =
  | { readonly kind: "response"; readonly response: Result }
  | { readonly kind: "result"; readonly response: Result }
  | { readonly kind: "error"; readonly error: unknown };

/** What came of one attempt, and what that says. */
interface Exchanged<Result> {
  readonly end: TaskEnd<Result>;
  readonly judged: Judged;
  readonly reading: Reading | undefined;
}

/** One call of `use`: attempt after attempt, each a lease like any other, until one is good or the budget is spent. */
export class Use<Result, State, Request, Response> {
  readonly #engine: Engine<State, Request, Response>;
  readonly #task: Task<Result, State, Request>;
  readonly #options: UseOptions<Request>;
  readonly #resolvesTo: "response" | "result";
  readonly #attempts: Attempt[] = [];
  readonly #tried: string[] = [];

  constructor(
    engine: Engine<State, Request, Response>,
    task: Task<Result, State, Request>,
    options: UseOptions<Request> = {},
    resolvesTo: "response" | "result" = "response",
  ) {
    this.#engine = engine;
    this.#task = task;
    this.#options = options;
    this.#resolvesTo = resolvesTo;
  }

  async run(): Promise<Result> {
    const { options, lifecycle } = this.#engine.parts;
    const { adapter } = options;
    const { signal } = this.#options;
    const budget = 1 + (this.#options.retries ?? options.retries);
    const isAborted = (): boolean => signal?.aborted === true;
    let request = this.#options.request as Request;
    for (let attempt = 1; ; attempt++) {
      const lease = await (attempt === 1
        ? this.#engine.dispatcher.acquire(this.#options, undefined)
        : this.#nextLease());
      // Aborted between the grant and here: no task has seen the session.
      if (isAborted()) {
        await this.#settle(lease, UNUSED);
        throw signal?.reason;
      }
      const exchange = (context: TaskContext<State, Request>): MaybePromise<Exchanged<Result>> =>
        this.#exchange(context, isAborted);
      const late = (exchanged: Exchanged<Result>): void => this.#late(lease, exchanged);
      const running = runExchange(exchange, lease, attempt, request, signal, late);
      const run = isPromise(running) ? await running : running;
      if (run.kind === "givenUp") throw run.error;
      const { end, judged } = run.exchanged;
      if (judged.checkError !== undefined) this.#tellCheckError(lease, judged.checkError.error);
      const settling = this.#settle(lease, judged);
      if (settling !== undefined) await settling;
      if (judged === NOT_BLAMED) throw signal?.reason;
      if (judged.unclassified === true && end.kind === "error") throw end.error;
      const next = afterVerdict(judged.verdict, {
        hasResponse: end.kind !== "error",
        mayRepeat: adapter?.retryable?.(request) ?? true,
        hasBudget: attempt < budget,
      });
      if (next === "return" && end.kind !== "error") return end.response;
      this.#discard(end);
      if (next === "stop")
        throw lifecycle.error ?? this.#engine.parts.error("ERR_POOL_STOPPED", "stopped");
      if (next === "throw" && end.kind === "error") throw end.error;
      this.#remember(lease, run.exchanged);
      if (next === "exhausted") throw this.#exhausted(judged);
      if (isAborted()) throw signal?.reason;
      if (adapter?.replay !== undefined) request = adapter.replay(request);
    }
  }

  /** Runs the task and judges what came of it; never throws. */
  #exchange(
    context: TaskContext<State, Request>,
    isAborted: () => boolean,
  ): MaybePromise<Exchanged<Result>> {
    const ended = (end: TaskEnd<Result>): MaybePromise<Exchanged<Result>> =>
      end.kind === "error" && isAborted()
        ? { end, judged: NOT_BLAMED, reading: undefined }
        : this.#judge(context, end);
    const failed = (error: unknown): MaybePromise<Exchanged<Result>> =>
      ended({ kind: "error", error });
    try {
      const result = this.#task(context);
      return isPromise(result)
        ? result.then((response) => ended({ kind: this.#resolvesTo, response }), failed)
        : ended({ kind: this.#resolvesTo, response: result });
    } catch (error) {
      return failed(error);
    }
  }

  #judge(
    { session, request }: TaskContext<State, Request>,
    end: TaskEnd<Result>,
  ): MaybePromise<Exchanged<Result>> {
    const { judging } = this.#engine.parts;
    const base = { phase: "use" as const, request, session, variant: this.#options.variant };
    if (end.kind === "error")
      return andThen(judge({ ...base, error: end.error }, judging), (judged) => ({
        end,
        judged,
        reading: undefined,
      }));
    const isJudged = judging.classify ?? judging.adapterClassify ?? judging.check;
    if (end.kind === "result" || !isJudged) return { end, judged: OK, reading: undefined };
    const response = end.response as Result & Response;
    return andThen(this.#engine.parts.judge(base, response), ({ judged, reading }) => ({
      end,
      judged,
      reading,
    }));
  }

  async #nextLease(): Promise<PoolLease<State, Request>> {
    try {
      return await this.#engine.dispatcher.acquire(this.#options, this.#tried);
    } catch (error) {
      // A caller's own reason to abort is handed back as it is.
      const isOwn = error === this.#options.signal?.reason;
      if (isOwn || !isSessionaryError(error)) throw error;
      const { code, message, reason } = error;
      const cause = error.cause ?? this.#lastError();
      const attempts = this.#attempts;
      throw new SessionaryError(code, message, { cause, attempts, ...(reason && { reason }) });
    }
  }

  /** The response belongs to the caller whatever becomes of the bookkeeping; events tell of a lease or store that is lost. */
  #settle(lease: PoolLease<State, Request>, judged: Judged): MaybePromise<void> {
    if (!lease.isOpen) return undefined;
    const settling = lease.settleAs(judged);
    if (settling === SETTLED) return undefined;
    return settling.catch((error: unknown) => {
      if (!isSessionaryError(error, "ERR_LEASE_LOST")) this.#engine.storeFailed(error);
    });
  }

  /** An exchange that was given up has ended. */
  #late(lease: PoolLease<State, Request>, { end }: Exchanged<Result>): void {
    void this.#settle(lease, NOT_BLAMED);
    this.#discard(end);
  }

  /** Lets go of a response that no caller will see. */
  #discard(end: TaskEnd<Result>): void {
    if (end.kind !== "response") return;
    this.#engine.parts.options.adapter?.discard?.(end.response as Result & Response);
  }

  #tellCheckError({ session }: PoolLease<State, Request>, error: unknown): void {
    this.#engine.parts.tellCheckError(session.id, "use", error);
  }

  #remember({ session }: PoolLease<State, Request>, exchanged: Exchanged<Result>): void {
    const { end, judged, reading } = exchanged;
    this.#tried.push(session.id);
    const thrown = end.kind === "error" ? end.error : undefined;
    this.#attempts.push({
      sessionId: session.id,
      verdict: judged.verdict,
      reason: judged.reason,
      error: judged.checkError?.error ?? thrown,
      reading: reading && shortReading(reading),
    });
  }

  #exhausted({ verdict, reason }: Judged): SessionaryError<"ERR_RETRIES_EXHAUSTED"> {
    const attempts = this.#attempts;
    const why = reason === undefined ? "" : ` (${reason})`;
    const tries = attempts.length === 1 ? "1 attempt" : `${attempts.length} attempts`;
    const what = `no good exchange in ${tries}, the last was ${verdict}${why}`;
    const cause = this.#lastError();
    return this.#engine.parts.error("ERR_RETRIES_EXHAUSTED", what, { cause, attempts });
  }

  #lastError(): unknown {
    return this.#attempts.findLast((attempt) => attempt.error !== undefined)?.error;
  }
}
