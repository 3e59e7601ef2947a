import { AsyncLocalStorage } from "node:async_hooks";
import type { DetailedVerdict, MaybePromise, Session, SessionClient } from "@sessionary/core";
import type { CrawleeResponse } from "../crawlee-response.ts";
import type { CrawleeState } from "../crawlee-state.ts";
import { defer } from "../deferred.ts";
import { sessionOptionsOf, type CrawleeRequest } from "../request.ts";
import { LeasedSession } from "../session/leased-session.ts";
import type { Marks } from "../session/marks.ts";
import { noSession } from "../session/no-session.ts";

type Sessions = Pick<SessionClient<CrawleeState, CrawleeRequest, CrawleeResponse>, "send">;

/** The errand that the running code is part of. */
const current = new AsyncLocalStorage<Errand | undefined>();

/** Nothing was asked through the session by the crawler itself; what handlers did is theirs to judge. */
const NO_RESPONSE: CrawleeResponse = {
  status: 0,
  url: "",
  headers: { get: () => null },
  text: async () => "",
  json: async () => undefined,
  context: undefined,
};

const GIVEN_UP: DetailedVerdict = Object.freeze({
  verdict: "inconclusive",
  reason: "given up while it was judged",
});

/**
 * One attempt of a crawler at one request, which the engine takes for one exchange: it leases the session, asks for the
 * verdict as soon as there is a response, before a handler sees it, and settles when the crawler is done with the request.
 */
export class Errand {
  readonly request: CrawleeRequest;
  /** Whose it is. */
  readonly owner: object;
  readonly #granted = defer<LeasedSession>();
  readonly #response = defer<CrawleeResponse>();
  readonly #passed = defer<"handle" | "repeat">();
  readonly #finished = defer<void>();
  /** Resolves when the crawler no longer waits for a response to be judged. */
  readonly #givenUp = defer<void>();
  /** Rejects when the lease is taken away: the pool closes, or it took too long. */
  readonly #lost = defer<never>();
  #session: LeasedSession | undefined;
  #ended: Promise<void> | undefined;
  #error: { readonly error: unknown } | undefined;
  readonly #waiting = new AbortController();
  #isAsked = false;
  #isUsed = false;
  #isAbandoned = false;
  /** What is to be judged, from the moment that a crawler waits for it. */
  #answer: CrawleeResponse | undefined;
  #isFinished = false;

  constructor(owner: object, request: CrawleeRequest) {
    this.owner = owner;
    this.request = request;
    this.#lost.promise.catch(() => undefined);
  }

  /** The errand of this owner that the caller is part of. */
  static of(owner: object): Errand | undefined {
    const errand = current.getStore();
    return errand?.owner === owner ? errand : undefined;
  }

  /** The errand that the engine is asking about: handlers may send the same request once more, which is none. */
  static for(request: CrawleeRequest, response?: CrawleeResponse): Errand | undefined {
    const errand = current.getStore();
    if (errand?.request !== request) return undefined;
    return response === undefined || response === errand.#answer ? errand : undefined;
  }

  /** Runs code that is part of none: what a handler sets going is not its own. */
  static outside<T>(code: () => T): T {
    return current.run(undefined, code);
  }

  /** Runs code as part of it. */
  run<T>(code: () => T): T {
    return current.run(this, code);
  }

  /** Its session, or a stand-in while it has none. */
  get session(): LeasedSession {
    return (this.#session ??= noSession());
  }

  /** Why it cannot go on: no session was to be had, the lease was taken away, the session turned out to be bad. */
  get failure(): { readonly error: unknown } | undefined {
    return this.#error;
  }

  /** Resolves when it has its session, or is known to get none. */
  async begin(sessions: Sessions): Promise<void> {
    this.#ended = this.#send(sessions).then(
      () => this.#end(undefined),
      (error: unknown) => this.#end({ error }),
    );
    await this.#granted.promise;
  }

  /** The engine has leased it a session: the exchange lasts until there is a response to judge. */
  exchange(session: Session<CrawleeState> | undefined): Promise<CrawleeResponse> | undefined {
    if (this.#isAsked) return undefined;
    this.#isAsked = true;
    this.#session = session && new LeasedSession(session);
    this.#granted.resolve(this.session);
    return this.#response.promise;
  }

  /** Leaves the queue, if it is in there still: the crawler stops. */
  stopWaiting(): void {
    if (!this.#isAsked) this.#waiting.abort(new Error("The crawler stops."));
  }

  get hasStoppedWaiting(): boolean {
    return this.#waiting.signal.aborted;
  }

  /** Ends it whatever it is at: the crawler has given it up. Nobody is blamed for what is not said yet. */
  async abandon(): Promise<void> {
    this.#isAbandoned = true;
    this.#givenUp.resolve();
    this.stopWaiting();
    await this.finish();
  }

  get isUsed(): boolean {
    return this.#isUsed;
  }

  /** The crawler has begun to use the session. */
  use(): void {
    this.#isUsed = true;
  }

  /**
   * Has a response judged. Rejects when no handler may see it; answers whether the request should rather be repeated, if it may.
   */
  async judge(response: CrawleeResponse): Promise<"handle" | "repeat"> {
    this.#answerWith(response);
    const next = await this.#passed.promise;
    if (this.#error !== undefined) throw this.#error.error;
    // Timed out meanwhile: it is tried again, or has failed, and must not be handled beside that.
    if (this.#isFinished) throw new Error("The crawler has given the request up.");
    return next;
  }

  /** Waits for a judge as long as the crawler does; `GIVEN_UP` if that was too short. */
  whileWanted<T>(judging: MaybePromise<T>): MaybePromise<T | DetailedVerdict> {
    if (!(judging instanceof Promise)) return judging;
    return Promise.race([judging, this.#givenUp.promise.then(() => this.blame ?? GIVEN_UP)]);
  }

  /** The response is good, or nobody's fault: the crawler may go on. Resolves when it is done. */
  pass(next: "handle" | "repeat"): Promise<void> {
    this.#passed.resolve(next);
    return this.#finished.promise;
  }

  /** What handlers blame the session for, whatever its response has said. */
  get blame(): DetailedVerdict | undefined {
    return this.#marks?.blame;
  }

  /** The verdict of an exchange without a response. */
  get plainVerdict(): DetailedVerdict {
    if (this.blame !== undefined) return this.blame;
    if (!this.#isUsed && this.#marks?.worst !== "good") return { verdict: "unused" };
    return { verdict: this.#isAbandoned ? "inconclusive" : "ok" };
  }

  /** Waits for a handler, but not for one that outlives its lease. */
  whileLeased<T>(handling: Promise<T>): Promise<T> {
    return Promise.race([handling, this.#lost.promise]);
  }

  /** What is said from now on is Crawlee's bookkeeping. */
  seal(): void {
    this.#marks?.seal();
  }

  /**
   * The crawler is done with the request: the lease ends. Calling it again only waits.
   *
   * @param why - what went wrong before there was a response, or a response that came too late to be handled
   */
  async finish(
    why: { readonly error: unknown } | { readonly response?: CrawleeResponse } = {},
  ): Promise<void> {
    // Judging what a crawler has failed with is waited for once.
    if (this.#isFinished || this.#answer !== undefined) this.#givenUp.resolve();
    this.#isFinished = true;
    this.#finished.resolve();
    if ("error" in why) this.#response.reject(why.error);
    else this.#answerWith(why.response ?? NO_RESPONSE);
    this.#response.promise.catch(() => undefined);
    await this.#ended;
    if (this.#session) LeasedSession.end(this.#session);
  }

  get #marks(): Marks | undefined {
    return this.#session && LeasedSession.marksOf(this.#session);
  }

  /** The first answer counts. */
  #answerWith(response: CrawleeResponse): void {
    this.#answer ??= response;
    this.#response.resolve(response);
  }

  async #send(sessions: Sessions): Promise<unknown> {
    const options = sessionOptionsOf(this.request);
    const { signal } = this.#waiting;
    // The crawler repeats requests, with another session each time.
    return sessions.send(this.request, { ...options, retries: 0, signal });
  }

  #end(failure: { readonly error: unknown } | undefined): void {
    this.#error = failure;
    this.#granted.resolve(this.session);
    this.#passed.resolve("handle");
    if (failure !== undefined) this.#lost.reject(failure.error);
  }
}

/** Whether it stands for no response at all. */
export function isNoResponse(response: unknown): boolean {
  return response === NO_RESPONSE;
}
