import type {
  Classifier,
  Clock,
  MaybePromise,
  OpenContext,
  Reading,
  SendContext,
  Session,
  SessionAdapter,
  StateCodec,
} from "@sessionary/core";
import type { IdentityMaker } from "@sessionary/identity";
import type { Browser, BrowserContextOptions } from "playwright-core";
import type { BrowserKeeper } from "./browser/browser-keeper.ts";
import { createClassifier } from "./exchange/classify.ts";
import { ContextGoneError } from "./exchange/errors.ts";
import { runTask, type Stage } from "./exchange/run-task.ts";
import type { TaskResponse } from "./exchange/task-response.ts";
import { agreeOnHeaders } from "./identity/agree-on-headers.ts";
import { openContext } from "./identity/open-context.ts";
import { closeContext, unlessGone } from "./identity/unless-gone.ts";
import { trailOf, type BrowserRequest } from "./request.ts";
import { SessionState } from "./session/browser-state.ts";
import { keepSessionStorage } from "./session/keep-session-storage.ts";
import { createStateCodec, type Capture } from "./session/codec.ts";
import { disguise, type ContextOptionsOf, type SessionContext } from "./session/disguise.ts";
import { LiveContext } from "./session/live-context.ts";
import type { PageMode } from "./tabs/tabs.ts";

/** What the adapter needs of the options, complete and checked. */
export interface AdapterOptions {
  readonly browser: BrowserKeeper;
  readonly makeIdentity: IdentityMaker<SessionContext>;
  readonly contextOptions: ContextOptionsOf;
  readonly pages: PageMode;
  readonly capture: Capture;
  readonly clock: Clock;
  readonly random: () => number;
}

/** Playwright's words for a context or a browser that is closed. */
const GONE = /has been closed|browser closed/i;

/** Repeating them changes nothing more (RFC 9110, section 9.2.2). */
const IDEMPOTENT = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"]);

/** Wires Playwright to sessions. */
export class BrowserAdapter implements SessionAdapter<SessionState, BrowserRequest, TaskResponse> {
  readonly name = "playwright";
  readonly classify: Classifier<BrowserRequest, TaskResponse, SessionState>;
  readonly codec: StateCodec<SessionState>;
  readonly #options: AdapterOptions;
  readonly #now: () => number;
  /** What still opens or closes, whoever has stopped waiting for it. */
  readonly #loose = new Set<Promise<unknown>>();
  /** What ends the tasks that asked for no session. */
  readonly #bare = new Set<AbortController>();
  /** Told that the context of a session is gone. */
  onLost: (id: string, state: SessionState) => void = () => undefined;

  constructor(options: AdapterOptions) {
    const { clock, capture } = options;
    this.#options = options;
    this.#now = () => clock.now();
    this.classify = createClassifier(clock);
    this.codec = createStateCodec(capture, this.#now);
  }

  async open(context: OpenContext): Promise<SessionState> {
    const { makeIdentity, contextOptions } = this.#options;
    const { pool, id, slot, variant, random, signal } = context;
    const about = { pool, id, slot, variant, random };
    const [made, options] = await Promise.all([makeIdentity(about), contextOptions(about)]);
    const { identity, own } = await disguise(made, options, this.#now);
    const state = new SessionState(identity);
    try {
      await this.#live(state, id, signal, () => own);
      return state;
    } catch (error) {
      this.#keep(state.close());
      throw this.#options.browser.interrupted(error);
    }
  }

  async send(
    request: BrowserRequest,
    session: Session<SessionState> | undefined,
    { signal }: SendContext,
  ): Promise<TaskResponse> {
    signal.throwIfAborted();
    if (session === undefined) return this.#bypass(request, signal);
    const live = await this.ready(session, signal);
    const visit = await live.tabs.enter(request.kind, signal);
    return this.#run(request, { live, visit, session, signal });
  }

  /**
   * The open context of a session.
   *
   * @throws `ContextGoneError` when it is gone
   */
  async ready(session: Session<SessionState>, signal: AbortSignal): Promise<LiveContext> {
    const { id, slot, variant, state } = session;
    const { contextOptions, random } = this.#options;
    const live =
      state.live ??
      (await this.#live(state, id, signal, async () => {
        // What it was opened with before has become part of the identity.
        const { storageState: _, ...own } = await contextOptions({ id, slot, variant, random });
        return own;
      }));
    if (live.hasEnded) throw live.error;
    return live;
  }

  read(response: TaskResponse): Reading {
    return response.reading;
  }

  url(request: BrowserRequest): string {
    return request.url ?? "";
  }

  retryable(request: BrowserRequest): boolean {
    const { method } = trailOf(request);
    return method === undefined || IDEMPOTENT.has(method);
  }

  discard(response: TaskResponse): void {
    this.#keep(response.release());
  }

  /** A context that is still on its way is waited for in `end()`: the browser that it waits for may never come. */
  close({ state }: Session<SessionState>): MaybePromise<void> {
    if (state.live !== undefined) return state.close();
    this.#keep(state.close());
  }

  /** Why a context of this browser is closed. */
  causeOf(browser: Browser): Promise<ContextGoneError> {
    return this.#options.browser.causeOf(browser);
  }

  /** Ends what no pool knows of, when all pools are closed. */
  async end(): Promise<void> {
    for (const end of this.#bare)
      end.abort(new ContextGoneError("the browser sessions are closed"));
    while (this.#loose.size > 0) await Promise.allSettled(this.#loose);
  }

  /** Opens the context of a session, if it is not open yet. Goes on when the signal aborts: the session is then ready for others. */
  #live(
    state: SessionState,
    id: string,
    signal: AbortSignal,
    ownOptions: () => MaybePromise<BrowserContextOptions>,
  ): Promise<LiveContext> {
    const opening = state.open(async () => {
      const browser = await this.#options.browser.get();
      try {
        const own = await ownOptions();
        await agreeOnHeaders(browser, state.identity, own);
        const context = await openContext(browser, state.identity, own);
        const { pages, capture } = this.#options;
        return new LiveContext(browser, context, {
          pages,
          onLost: () => {
            this.#options.browser.suspect(browser);
            this.onLost(id, state);
          },
          onLeave: capture.sessionStorage === true ? () => keepSessionStorage(state) : undefined,
        });
      } catch (error) {
        throw GONE.test(String(error)) ? await this.causeOf(browser) : error;
      }
    });
    this.#keep(opening);
    return unlessGone(opening, { signal });
  }

  /** Runs a task as Playwright alone would, in a context of its own. */
  async #bypass(request: BrowserRequest, given: AbortSignal): Promise<TaskResponse> {
    const end = new AbortController();
    const { signal } = end;
    const abort = (): void => end.abort(given.reason);
    given.addEventListener("abort", abort, { once: true });
    this.#bare.add(end);
    const forget = (): void => {
      given.removeEventListener("abort", abort);
      this.#bare.delete(end);
    };
    try {
      const browser = await unlessGone(this.#options.browser.get(), { signal });
      const context = await unlessGone(browser.newContext(), { browser, signal }, closeContext);
      const live = new LiveContext(browser, context, { pages: "fresh", onLost: () => undefined });
      const close = (): Promise<void> => live.close().finally(forget);
      try {
        const visit = await live.tabs.enter(request.kind, signal);
        visit.afterwards = close;
        return await this.#run(request, { live, visit, session: undefined, signal });
      } catch (error) {
        this.#keep(close());
        throw error;
      }
    } catch (error) {
      forget();
      throw error;
    }
  }

  /** The page stays open for the judges: until the response is released, or the signal aborts. */
  async #run(request: BrowserRequest, where: Omit<Stage, "hasProxy">): Promise<TaskResponse> {
    const { visit, session, signal } = where;
    const hasProxy = session?.state.identity.proxy !== undefined;
    try {
      const response = await runTask(request, { ...where, hasProxy });
      return response.coverBy(signal);
    } catch (error) {
      await visit.end();
      throw error;
    }
  }

  #keep(work: Promise<unknown>): void {
    const kept = work.catch(() => undefined).finally(() => this.#loose.delete(kept));
    this.#loose.add(kept);
  }
}
