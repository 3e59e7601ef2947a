import {
  SessionaryError,
  type ErrorCode,
  type SessionaryErrorOptions,
} from "../errors/sessionary-error.ts";
import type { Outcome, Phase, Reading } from "../judging/exchange.ts";
import { judge, type Judged, type Judges } from "../judging/judge.ts";
import { readingOf } from "../judging/reading.ts";
import type { Verdict } from "../judging/verdict.ts";
import { andThen, isPromise } from "../maybe-promise.ts";
import type { Counters } from "../observe/counters.ts";
import type { Emitter } from "../observe/emitter.ts";
import { invalidOption } from "../options/expect.ts";
import type { ResolvedPoolOptions } from "../options/resolve-pool-options.ts";
import type { Session } from "../session/session.ts";
import { sessionAfter } from "../store/counting.ts";
import type { PoolStore, StoreCounts } from "../store/store.ts";
import type { MaybePromise } from "../types.ts";
import { Lifecycle } from "./lifecycle.ts";

const EMPTY: StoreCounts = { live: 0, starting: 0, ready: 0, leased: 0, resting: 0, vacancies: 0 };

/** What a response says, and the view of it that was judged. */
export interface Judgment {
  readonly judged: Judged;
  readonly reading: Reading;
}

/** What the parts of one pool share: options, store, life, and how they tell the outside what happens. */
export class PoolParts<State, Request, Response> {
  readonly options: ResolvedPoolOptions<State, Request, Response>;
  readonly store: PoolStore<State>;
  readonly counters: Counters;
  readonly events: Emitter;
  readonly judging: Judges<State, Request, Response>;
  readonly lifecycle: Lifecycle = new Lifecycle();
  /** How many callers wait; the dispatcher knows. */
  waiting: () => number = () => 0;
  #counts: StoreCounts = EMPTY;
  readonly #closing = new Set<Promise<void>>();

  constructor(
    options: ResolvedPoolOptions<State, Request, Response>,
    store: PoolStore<State>,
    counters: Counters,
    events: Emitter,
  ) {
    this.options = options;
    this.store = store;
    this.counters = counters;
    this.events = events;
    const { classify, adapter, check, onCheckError } = options;
    this.judging = { classify, adapterClassify: adapter?.classify, check, onCheckError };
  }

  /** Sessions now; with a store that answers by promise, as of its last answer. A closed pool has none, whoever else has. */
  counts(): StoreCounts {
    if (this.lifecycle.status === "closed") return EMPTY;
    const answer = this.store.counts();
    if (isPromise(answer))
      answer.then(
        (counts) => (this.#counts = counts),
        () => undefined,
      );
    else this.#counts = answer;
    return this.#counts;
  }

  /** An error with the pool's name before and its live counters behind what happened. */
  error<Code extends ErrorCode>(
    code: Code,
    what: string,
    details?: SessionaryErrorOptions,
  ): SessionaryError<Code> {
    const { min, max } = this.store.limits.size;
    const { leased, ready, starting, resting } = this.counts();
    const size = min === max ? `${max}` : `${min}..${max}`;
    const counters = `size=${size}, leased=${leased}, ready=${ready}, starting=${starting}, resting=${resting}, waiting=${this.waiting()}`;
    return new SessionaryError(code, `${this.options.name}: ${what} (${counters})`, details);
  }

  tellCheckError(id: string, phase: Phase, error: unknown): void {
    this.events.to("check:error")?.({ id, phase, error });
  }

  /**
   * Where a ranked rotation puts the session.
   *
   * @throws what the user's `rank` throws, and `ERR_INVALID_OPTION` where it answers no number
   */
  rankOf(session: Session<State>): number | undefined {
    const { rank, random } = this.options;
    const value = rank?.(session, random);
    if (rank !== undefined && !(typeof value === "number" && !Number.isNaN(value)))
      throw invalidOption(
        "SessionPool",
        "rotation.rank",
        "a function that answers a number",
        value,
      );
    return value;
  }

  /** The rank after a verdict. One that fails leaves the session where it was, and is told like a checker that fails. */
  rankAfter(session: Session<State>, verdict: Verdict): number | undefined {
    try {
      return this.rankOf(sessionAfter(session, verdict, this.store.limits));
    } catch (error) {
      this.tellCheckError(session.id, "use", error);
      return undefined;
    }
  }

  /** Judges a response. One that the adapter cannot read counts as one that a checker could not judge. */
  judge(
    base: Omit<Outcome<Response, Request, State>, "response" | "reading" | "error">,
    response: Response,
  ): MaybePromise<Judgment> {
    let { judging } = this;
    let reading: Reading;
    try {
      reading = this.options.adapter?.read(response) ?? readingOf(response);
    } catch (error) {
      reading = readingOf(undefined);
      const fail = (): never => {
        throw error;
      };
      judging = { ...judging, classify: fail };
    }
    const { phase, request, session, variant } = base;
    const outcome = { phase, request, session, variant, response, reading };
    return andThen(judge(outcome, judging), (judged) => ({ judged, reading }));
  }

  /** Frees what a session holds. A failure is told by an event, and stops nothing. */
  dispose(session: Session<State>): void {
    const { adapter, close } = this.options;
    const closed =
      adapter === undefined
        ? close && (async () => close(session))()
        : adapter.close && (async () => adapter.close?.(session))();
    if (closed === undefined) return;
    const ended = closed
      .catch((error: unknown) => {
        this.events.to("session:close-failed")?.({ id: session.id, error });
      })
      .finally(() => this.#closing.delete(ended));
    this.#closing.add(ended);
  }

  /** Resolves when everything that was to be freed is. */
  async disposed(): Promise<void> {
    await Promise.all(this.#closing);
  }
}
