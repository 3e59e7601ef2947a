import type {
  Classifier,
  OpenContext,
  Reading,
  SendContext,
  Session,
  SessionAdapter,
  StateCodec,
} from "@sessionary/core";
import { createHttpIdentity, createIdentityCodec } from "@sessionary/identity";
import { extractFor } from "../client/extract-for.ts";
import type { ExtractOptions, ZyteClient } from "../client/zyte-client.ts";
import { mergeCookies, withCookies } from "../cookies/carry-cookies.ts";
import { copyJson } from "../request/copy-json.ts";
import type { ZyteRequest } from "../request/zyte-request.ts";
import type { ZyteResponse } from "../response/zyte-response.ts";
import type { RetryPolicy } from "../retry/retry-policy.ts";
import { judgeProblem } from "./judge-problem.ts";
import { LiveSessions, type LiveSessionsOptions } from "./life/live-sessions.ts";
import { Patience } from "./life/patience.ts";
import { SessionGone } from "./life/session-gone.ts";
import type { ZyteParams } from "./params.ts";
import { readResponse } from "./read-response.ts";
import type { ZyteSessionState } from "./state.ts";
import { PoolModes, refuseMode } from "./pool-modes.ts";
import { newTrace, type Trace } from "./trace.ts";
import { warnOfIgnoredBans, type WarningListener } from "./warnings.ts";

/** Repeating them changes nothing more (RFC 9110, section 9.2.2). */
const IDEMPOTENT: ReadonlySet<string> = new Set([
  "GET",
  "HEAD",
  "OPTIONS",
  "PUT",
  "DELETE",
  "TRACE",
]);

/** Sessions are made before others are used, and what was sent before is done before what is new. */
const INIT_PRIORITY = 2;
const AGAIN_PRIORITY = 1;

/** What the adapter runs on. */
export interface AdapterSettings extends LiveSessionsOptions {
  readonly client: Pick<ZyteClient, "extract">;
  /** Of queries in a session. */
  readonly retryPolicy: RetryPolicy;
  /** Whether sessions that say nothing else are kept by cookies: those that were added. */
  readonly cookieMode: boolean;
  /** How long the inits of a pool wait when no session is to be had; what the service asks for counts where it is more. */
  readonly initRetryDelayMs: number;
  readonly warn: WarningListener;
  /** Told of every request without a session, before it is sent. */
  readonly onBypass: (request: ZyteRequest) => void;
}

/** Wires Zyte API to sessions: a session is an id that the service knows, or the cookies that we carry. */
export class ZyteAdapter<State extends ZyteSessionState> implements SessionAdapter<
  State,
  ZyteRequest,
  ZyteResponse
> {
  readonly name = "zyte-api";
  readonly codec: StateCodec<State>;
  /** Which sessions are still there: a query may wait for long before it is sent. */
  readonly live: LiveSessions;
  readonly #settings: AdapterSettings;
  readonly #now: () => number;
  readonly #onBanIgnored: (policy: RetryPolicy) => void;
  readonly #modes = new PoolModes();
  readonly #traces = new WeakMap<object, Trace>();
  readonly #sessions = new WeakMap<ZyteResponse, Session<State>>();

  constructor(settings: AdapterSettings) {
    this.#settings = settings;
    this.#now = () => settings.clock.now();
    this.live = new LiveSessions(settings);
    this.#onBanIgnored = warnOfIgnoredBans(settings.warn);
    this.codec = createIdentityCodec({
      now: this.#now,
    }) as StateCodec<ZyteSessionState> as StateCodec<State>;
  }

  open({ pool }: Pick<OpenContext, "pool">): State {
    const state = createHttpIdentity({ now: this.#now }) as ZyteSessionState as State;
    this.#modes.opened(state, pool);
    return state;
  }

  send(
    request: ZyteRequest,
    session: Session<State> | undefined,
    exchange: SendContext,
  ): Promise<ZyteResponse> {
    const { client, onBypass } = this.#settings;
    const trace = this.#traceOf(request);
    if (session === undefined) {
      onBypass(request);
      const { signal } = exchange;
      return client.extract(request, { signal, retryPolicy: trace.retryPolicy });
    }
    const isKeptByCookies = this.#isKeptByCookies(session.state);
    if (trace.cookieMode !== undefined && trace.cookieMode !== isKeptByCookies)
      throw refuseMode(trace.cookieMode);
    const query = this.#inSession(request, session, trace);
    return trace.isInit
      ? this.#begin(query, session, trace, exchange)
      : this.#go(query, session, trace, exchange);
  }

  readonly classify: Classifier<ZyteRequest, ZyteResponse, State> = ({ phase, error }) => {
    if (error instanceof SessionGone) return "unused";
    const judged = error === undefined ? undefined : judgeProblem(error);
    if (judged?.retryAfterMs === undefined || phase === "use") return judged;
    const { retryAfterMs, ...rest } = judged;
    // Inits are tried without end: one that may follow at once would be tried as fast as the service can refuse it.
    return retryAfterMs > this.#settings.initRetryDelayMs ? judged : rest;
  };

  /** Sends a query that begins a session. */
  async #begin(
    query: ZyteRequest,
    session: Session<State>,
    { retryPolicy = this.#settings.retryPolicy }: Trace,
    exchange: SendContext,
  ): Promise<ZyteResponse> {
    const options = { retryPolicy, priority: INIT_PRIORITY };
    const response = await extractFor(exchange, this.#settings.client, query, options);
    this.#sessions.set(response, session);
    // The queries of an init make one session: each sends what the ones before it got.
    this.merge(response, session.state);
    return response;
  }

  /** Sends a query that goes through a session. */
  async #go(
    query: ZyteRequest,
    session: Session<State>,
    trace: Trace,
    exchange: SendContext,
  ): Promise<ZyteResponse> {
    const { client, retryPolicy } = this.#settings;
    const priority = trace.isKnown ? AGAIN_PRIORITY : 0;
    trace.isKnown = true;
    const patience =
      trace.patience ?? new Patience(trace.retryPolicy ?? retryPolicy, this.#onBanIgnored);
    trace.patience = undefined;
    const visit = this.live.enter(session, patience, !this.#isKeptByCookies(session.state));
    try {
      const { beforeAttempt } = visit;
      const options: ExtractOptions = { retryPolicy: visit, priority, beforeAttempt };
      const response = await extractFor(exchange, client, query, options);
      this.#sessions.set(response, session);
      return response;
    } catch (error) {
      // It goes on with another session, as if nothing had happened.
      if (error instanceof SessionGone) trace.patience = patience;
      throw error;
    } finally {
      visit.leave();
    }
  }

  read(response: ZyteResponse): Reading {
    return readResponse(response);
  }

  url({ url }: ZyteRequest): string {
    return url;
  }

  retryable({ httpRequestMethod = "GET" }: ZyteRequest): boolean {
    return IDEMPOTENT.has(httpRequestMethod);
  }

  /** A query that begins a session. */
  forInit(query: ZyteParams & { readonly url: string }): ZyteRequest {
    const request = { ...query } as ZyteRequest;
    this.#traces.set(request, newTrace(true));
    return request;
  }

  /** A request of one's own, which may be edited, with the retry policy it has brought. */
  forUse(
    query: ZyteRequest,
    retryPolicy: RetryPolicy | undefined,
    cookieMode: boolean | undefined,
  ): ZyteRequest {
    const request = copyJson(query);
    const trace = newTrace(false, retryPolicy);
    trace.cookieMode = cookieMode;
    this.#traces.set(request, trace);
    return request;
  }

  /** How the sessions of a request's pool are to be kept, where it does not name one. */
  expectMode(request: ZyteRequest, cookieMode: boolean): void {
    const trace = this.#traces.get(request);
    if (trace !== undefined) trace.cookieMode = cookieMode;
  }

  /** How a session is kept that is begun: as the others of its pool, else as the request wishes. */
  begin(state: State, cookieMode: boolean): void {
    state.cookieMode = this.#modes.begun(state, cookieMode);
  }

  /** A pool has closed. */
  closed(pool: string): void {
    this.#modes.closed(pool);
  }

  /** What was made of a request is still that request. */
  standIn(request: ZyteRequest, original: ZyteRequest): ZyteRequest {
    this.#traces.set(request, this.#traceOf(original));
    return request;
  }

  /** Takes the cookies of a good response, if the session is kept by them. */
  merge(response: ZyteResponse, state: State): void {
    if (this.#isKeptByCookies(state)) mergeCookies(response, state.cookies, this.#now());
  }

  sessionOf(response: ZyteResponse): Session<State> | undefined {
    return this.#sessions.get(response);
  }

  #inSession(request: ZyteRequest, { id, state }: Session<State>, { isInit }: Trace): ZyteRequest {
    if (!this.#isKeptByCookies(state)) {
      if (!isInit || !("session" in request)) return { ...request, session: { id } };
      const { session, ...rest } = request as ZyteRequest & Pick<ZyteParams, "session">;
      return session ? request : rest;
    }
    if (request.responseCookies === false) {
      this.#settings.warn({
        code: "RESPONSE_COOKIES_FORCED",
        message: `${request.url}: \`responseCookies: false\` is ignored, the session is kept by its cookies`,
      });
    }
    return isInit
      ? withCookies(request, state.cookies, request.requestCookies)
      : withCookies(request, state.cookies);
  }

  #traceOf(request: ZyteRequest): Trace {
    const known = this.#traces.get(request);
    if (known !== undefined) return known;
    const trace = newTrace(false);
    this.#traces.set(request, trace);
    return trace;
  }

  #isKeptByCookies({ cookieMode = this.#settings.cookieMode }: State): boolean {
    return cookieMode;
  }
}
