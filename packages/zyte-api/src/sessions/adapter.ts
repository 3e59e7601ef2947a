import type {
  Classifier,
  Clock,
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
import type { ZyteRequest } from "../request/zyte-request.ts";
import type { ZyteResponse } from "../response/zyte-response.ts";
import type { RetryPolicy } from "../retry/retry-policy.ts";
import { LiveSessions, SessionGone } from "./live-sessions.ts";
import { judgeProblem } from "./judge-problem.ts";
import type { ZyteParams } from "./params.ts";
import { readResponse } from "./read-response.ts";
import type { ZyteSessionState } from "./state.ts";
import type { WarningListener } from "./warnings.ts";

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
export interface AdapterSettings {
  readonly client: Pick<ZyteClient, "extract">;
  /** Of queries in a session. */
  readonly retryPolicy: RetryPolicy;
  /** Whether sessions that say nothing else are kept by cookies: those that were added. */
  readonly cookieMode: boolean;
  /** How long the inits of a pool wait when no session is to be had; what the service asks for counts where it is more. */
  readonly initRetryDelayMs: number;
  readonly clock: Pick<Clock, "now">;
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
  readonly live: LiveSessions = new LiveSessions();
  readonly #settings: AdapterSettings;
  readonly #now: () => number;
  /** Queries that begin a session: what they say of it stands. */
  readonly #inits = new WeakSet<object>();
  /** Queries that were sent before, or tried to. */
  readonly #known = new WeakSet<object>();
  readonly #policies = new WeakMap<object, RetryPolicy>();
  readonly #sessions = new WeakMap<ZyteResponse, Session<State>>();

  constructor(settings: AdapterSettings) {
    this.#settings = settings;
    this.#now = () => settings.clock.now();
    this.codec = createIdentityCodec({
      now: this.#now,
    }) as StateCodec<ZyteSessionState> as StateCodec<State>;
  }

  open(): State {
    return createHttpIdentity({ now: this.#now }) as ZyteSessionState as State;
  }

  async send(
    request: ZyteRequest,
    session: Session<State> | undefined,
    exchange: SendContext,
  ): Promise<ZyteResponse> {
    const { client, onBypass } = this.#settings;
    const own = this.#policies.get(request);
    if (session === undefined) {
      onBypass(request);
      return client.extract(request, { signal: exchange.signal, retryPolicy: own });
    }
    const isInit = this.#inits.has(request);
    const priority = isInit ? INIT_PRIORITY : this.#known.has(request) ? AGAIN_PRIORITY : 0;
    this.#known.add(request);
    const visit = isInit ? undefined : this.live.enter(session.id);
    try {
      const options: ExtractOptions = {
        retryPolicy: own ?? this.#settings.retryPolicy,
        priority,
        beforeAttempt: visit?.unlessGone,
      };
      const query = this.#inSession(request, session);
      const response = await extractFor(exchange, client, query, options);
      this.#sessions.set(response, session);
      // The queries of an init make one session: each sends what the ones before it got.
      if (isInit) this.merge(response, session.state);
      return response;
    } finally {
      visit?.leave();
    }
  }

  readonly classify: Classifier<ZyteRequest, ZyteResponse, State> = ({ phase, error }) => {
    if (error instanceof SessionGone) return "unused";
    const judged = error === undefined ? undefined : judgeProblem(error);
    if (judged?.retryAfterMs === undefined || phase === "use") return judged;
    const { retryAfterMs, ...rest } = judged;
    // Inits are tried without end: one that may follow at once would be tried as fast as the service can refuse it.
    return retryAfterMs > this.#settings.initRetryDelayMs ? judged : rest;
  };

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
    this.#inits.add(request);
    return request;
  }

  /** A request of one's own, which may be edited, with the retry policy it has brought. */
  forUse(query: ZyteRequest, retryPolicy: RetryPolicy | undefined): ZyteRequest {
    const request = { ...query };
    if (retryPolicy !== undefined) this.#policies.set(request, retryPolicy);
    return request;
  }

  /** What was made of a request is still that request. */
  standIn(request: ZyteRequest, original: ZyteRequest): ZyteRequest {
    if (this.#known.has(original)) this.#known.add(request);
    else this.#known.add(original);
    const policy = this.#policies.get(original);
    if (policy !== undefined) this.#policies.set(request, policy);
    return request;
  }

  /** Takes the cookies of a good response, if the session is kept by them. */
  merge(response: ZyteResponse, state: State): void {
    if (this.#isKeptByCookies(state)) mergeCookies(response, state.cookies, this.#now());
  }

  sessionOf(response: ZyteResponse): Session<State> | undefined {
    return this.#sessions.get(response);
  }

  #inSession(request: ZyteRequest, { id, state }: Session<State>): ZyteRequest {
    if (!this.#isKeptByCookies(state)) {
      if (!this.#inits.has(request) || !("session" in request))
        return { ...request, session: { id } };
      const { session, ...rest } = request as ZyteRequest & Pick<ZyteParams, "session">;
      return session ? request : rest;
    }
    if (request.responseCookies === false) {
      this.#settings.warn({
        code: "RESPONSE_COOKIES_FORCED",
        message: `${request.url}: \`responseCookies: false\` is ignored, the session is kept by its cookies`,
      });
    }
    return this.#inits.has(request)
      ? withCookies(request, state.cookies, request.requestCookies)
      : withCookies(request, state.cookies);
  }

  #isKeptByCookies({ cookieMode = this.#settings.cookieMode }: State): boolean {
    return cookieMode;
  }
}
