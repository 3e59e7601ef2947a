import { SessionaryError } from "../errors/sessionary-error.ts";
import { judge, type Judged } from "../judging/judge.ts";
import type { BadInitReason } from "../observe/events.ts";
import { andThen, isPromise } from "../maybe-promise.ts";
import type { Session } from "../session/session.ts";
import type { JsonValue, MaybePromise } from "../types.ts";
import type { Trigger } from "./demand.ts";
import type { AdapterInit, InitContext } from "./init-context.ts";
import { LazySignal } from "./lazy-signal.ts";
import type { PoolParts } from "./pool-parts.ts";
import { readLater, readStop } from "./signals.ts";
import { Timer } from "./timer.ts";

/** How an init ended. */
export type InitOutcome<State> =
  | { readonly kind: "ready"; readonly state: State }
  | {
      readonly kind: "bad";
      readonly reason: BadInitReason;
      readonly detail?: string | undefined;
      readonly error?: unknown;
      /** The site is to blame: the next try waits. */
      readonly inconclusive: boolean;
    }
  | { readonly kind: "later"; readonly retryInMs: number | undefined; readonly reason: string }
  | { readonly kind: "stop"; readonly reason: string };

/** One try to build a session, and what its `init` sees of it. */
export class InitRun<State, Request, Response> implements InitContext<State, Request, Response> {
  readonly id: string;
  readonly slot: number;
  readonly request: Request | undefined;
  readonly variant: JsonValue | undefined;
  readonly attempt: number;
  readonly startedAt: number;
  state!: State;

  readonly #parts: PoolParts<State, Request, Response>;
  #opened = false;
  #disposed = false;
  #cancelled = false;
  #judged: Judged | undefined;
  #signal: LazySignal | undefined = undefined;
  #timer: Timer | undefined;
  #isAwaited = false;
  #finish: ((outcome: InitOutcome<State>) => void) | undefined;

  constructor(
    parts: PoolParts<State, Request, Response>,
    id: string,
    slot: number,
    trigger: Trigger<Request>,
    attempt: number,
  ) {
    this.#parts = parts;
    this.id = id;
    this.slot = slot;
    this.request = trigger.request;
    this.variant = trigger.variant;
    this.attempt = attempt;
    this.startedAt = parts.options.clock.now();
  }

  get signal(): AbortSignal {
    return (this.#signal ??= new LazySignal()).signal;
  }

  get send(): (request: Request) => Promise<Response> {
    return (request) => this.#send(request);
  }

  get check(): (response: Response) => Promise<boolean> {
    return async (response) => (await this.#judge(response)).verdict === "ok";
  }

  /** The session as far as it is built. */
  get session(): Session<State> {
    const { id, slot, state, variant, startedAt: createdAt } = this;
    const unused = { lastLeasedAt: undefined, uses: 0, errors: 0, checkFailures: 0 };
    return { id, slot, state, variant, createdAt, ...unused };
  }

  /** Runs it to its end; never rejects. */
  start(): MaybePromise<InitOutcome<State>> {
    let result: MaybePromise<State | false>;
    try {
      result = this.#build();
    } catch (error) {
      return this.#failed(error);
    }
    if (!isPromise(result)) return this.#built(result);
    return this.#race(
      result.then(
        (state) => this.#built(state),
        (error: unknown) => this.#failed(error),
      ),
    );
  }

  /** Gives it up at once, though `init` may hang: what it has opened is closed, and what it still comes to thrown away. */
  cancel(error: Error): void {
    if (this.#cancelled) return;
    this.#cancelled = true;
    (this.#signal ??= new LazySignal()).abort(error);
    this.#finish?.({ kind: "bad", reason: "failed", error, inconclusive: false });
    this.dispose();
  }

  /** A caller waits for it: the process must not end before it has ended. */
  hold(): void {
    this.#isAwaited = true;
    if (this.#timer !== undefined) this.#timer.holdsProcess = true;
  }

  #race(outcome: Promise<InitOutcome<State>>): Promise<InitOutcome<State>> {
    const { clock, initTimeoutMs } = this.#parts.options;
    return new Promise((resolve) => {
      const giveUp = (): void => this.cancel(new Error(`init: no end within ${initTimeoutMs} ms`));
      const timer = new Timer(clock, giveUp, initTimeoutMs);
      timer.holdsProcess = this.#isAwaited;
      this.#timer = timer;
      this.#finish = (ended) => {
        this.#finish = undefined;
        timer.clear();
        resolve(ended);
      };
      void outcome.then((ended) => {
        if (this.#finish !== undefined) this.#finish(ended);
        else if (ended.kind === "ready") this.dispose();
      });
    });
  }

  #build(): MaybePromise<State | false> {
    const { adapter, init } = this.#parts.options;
    if (adapter === undefined) {
      if (init === undefined) return undefined as State;
      return (init as (context: this) => MaybePromise<State | false>)(this);
    }
    const { name: pool, random } = this.#parts.options;
    const { id, slot, variant, signal } = this;
    return andThen(adapter.open({ pool, id, slot, variant, random, signal }), (state) => {
      this.state = state;
      this.#opened = true;
      // Given up while the adapter was opening: no init begins.
      if (this.#cancelled || init === undefined) return state;
      if (typeof init !== "function") return this.#sendInit(init);
      const patch = (init as AdapterInit<State, Request, Response>)(this);
      return andThen(patch, (given) => this.#patch(given));
    });
  }

  #patch(patch: unknown): State | false {
    if (patch === false) return false;
    if (typeof patch === "object" && patch !== null && patch !== this.state)
      Object.assign(this.state as object, patch);
    return this.state;
  }

  async #sendInit(request: Request): Promise<State> {
    const { adapter } = this.#parts.options;
    // One configured request builds many sessions: each sends it afresh.
    const response = await this.#send(adapter?.replay?.(request) ?? request);
    await this.#judge(response);
    adapter?.discard?.(response);
    return this.state;
  }

  async #send(request: Request): Promise<Response> {
    const { adapter } = this.#parts.options;
    if (adapter === undefined)
      throw new SessionaryError(
        "ERR_INVALID_OPTION",
        "SessionPool: `send` needs a pool with an adapter",
      );
    return adapter.send(request, this.session, { signal: this.signal });
  }

  async #judge(response: Response): Promise<Judged> {
    const { session, variant } = this;
    const request = this.request as Request;
    const base = { phase: "init" as const, request, session, variant };
    const { judged } = await this.#parts.judge(base, response);
    if (judged.checkError !== undefined)
      this.#parts.tellCheckError(this.id, "init", judged.checkError.error);
    this.#judged = judged;
    return judged;
  }

  #built(state: State | false): InitOutcome<State> {
    if (state !== false) {
      this.state = state;
      this.#opened = true;
    }
    const judged = this.#judged;
    if (judged !== undefined && judged.verdict !== "ok")
      return this.#ended(this.#fromVerdict(judged));
    if (state === false)
      return this.#ended({ kind: "bad", reason: "rejected", inconclusive: false });
    return { kind: "ready", state };
  }

  #failed(error: unknown): MaybePromise<InitOutcome<State>> {
    const later = readLater(error);
    if (later !== undefined)
      return this.#ended({ kind: "later", retryInMs: later.retryAfterMs, reason: later.reason });
    const stop = readStop(error);
    if (stop !== undefined) return this.#ended({ kind: "stop", reason: stop });
    if (this.#judged !== undefined && this.#judged.verdict !== "ok")
      return this.#ended(this.#fromVerdict(this.#judged, error));
    const { session, variant } = this;
    const outcome = {
      phase: "init" as const,
      request: this.request as Request,
      session,
      variant,
      error,
    };
    return andThen(judge(outcome, this.#parts.judging), (judged) =>
      this.#ended(
        judged.unclassified === true
          ? { kind: "bad", reason: "failed", error, inconclusive: false }
          : this.#fromVerdict(judged, error),
      ),
    );
  }

  /** An identity that was opened and came to nothing is closed again. */
  #ended(outcome: InitOutcome<State>): InitOutcome<State> {
    this.dispose();
    return outcome;
  }

  /** Closes what was built, once, whoever finds first that nobody will use it. */
  dispose(): void {
    if (!this.#opened || this.#disposed) return;
    this.#disposed = true;
    this.#parts.dispose(this.session);
  }

  #fromVerdict(judged: Judged, thrown?: unknown): InitOutcome<State> {
    const { verdict, reason: detail, checkError } = judged;
    const error = checkError === undefined ? thrown : checkError.error;
    if (verdict === "throttled") {
      const { maxRestMs } = this.#parts.options;
      const retryInMs = judged.retryAfterMs && Math.min(judged.retryAfterMs, maxRestMs);
      return { kind: "later", retryInMs, reason: detail ?? "throttled" };
    }
    if (verdict === "stop") return { kind: "stop", reason: detail ?? "stop" };
    const reason =
      checkError === undefined ? (thrown === undefined ? "rejected" : "failed") : "checkError";
    return { kind: "bad", reason, detail, error, inconclusive: verdict === "inconclusive" };
  }
}
