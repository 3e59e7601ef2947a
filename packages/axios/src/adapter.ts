import type {
  Classifier,
  MaybePromise,
  OpenContext,
  Reading,
  SendContext,
  Session,
  SessionAdapter,
  StateCodec,
} from "@sessionary/core";
import { createIdentityCodec, type HttpIdentity } from "@sessionary/identity";
import { AgentKeeper } from "@sessionary/identity/agents";
import {
  getAdapter,
  type AxiosAdapter,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from "axios";
import { createAttempt, type Wire } from "./attempt.ts";
import type { AxiosState } from "./axios-state.ts";
import { Originals } from "./body.ts";
import { createClassifier } from "./classify.ts";
import { takeCookies } from "./cookies.ts";
import { concealStream, failedAttempt } from "./failed.ts";
import { Received } from "./received.ts";
import { requestUrl } from "./request-url.ts";
import type { AdapterOptions } from "./resolve-options.ts";

/** Repeating them changes nothing more (RFC 9110, section 9.2.2; QUERY is safe). */
const IDEMPOTENT = new Set(["get", "head", "options", "put", "delete", "trace", "query"]);

/** Wires axios to sessions. */
export class AxiosSessionAdapter<State extends AxiosState = AxiosState> implements SessionAdapter<
  State,
  InternalAxiosRequestConfig,
  AxiosResponse
> {
  readonly name = "axios";
  readonly classify: Classifier<InternalAxiosRequestConfig, AxiosResponse, State>;
  readonly codec: StateCodec<State>;
  /** What callers gave as `data`. */
  readonly originals: Originals = new Originals();
  readonly #options: AdapterOptions;
  readonly #wire: Wire;
  readonly #send: AxiosAdapter;
  readonly #received = new WeakMap<AxiosResponse, Received>();
  /** Requests that were made from others, and those: what callers are shown is their own. */
  readonly #madeFrom = new WeakMap<InternalAxiosRequestConfig, InternalAxiosRequestConfig>();

  /** @param send - the adapter of axios itself */
  constructor(options: AdapterOptions, send: AxiosAdapter) {
    const { connectTimeoutMs, clock } = options;
    this.#options = options;
    this.#send = send;
    this.#wire = {
      agents: new AgentKeeper({ connectTimeoutMs, clock }),
      isOwnAdapter: send === getAdapter("http"),
      hasProxyInEnv: hasProxyInEnv(),
    };
    this.classify = createClassifier(clock);
    // What `init` added to the identity goes along.
    this.codec = createIdentityCodec({
      now: () => clock.now(),
    }) as StateCodec<HttpIdentity> as StateCodec<State>;
  }

  open(context: OpenContext): MaybePromise<State> {
    return this.#options.makeIdentity(context) as MaybePromise<State>;
  }

  async send(
    request: InternalAxiosRequestConfig,
    session: Session<State> | undefined,
    context: SendContext,
  ): Promise<AxiosResponse> {
    if (session === undefined) return this.#send(request);
    const { state } = session;
    const shown = this.shownOf(request);
    const attempt = createAttempt(request, state, this.#wire, context);
    try {
      const response = await this.#send(attempt);
      takeCookies(state.cookies, response, requestUrl(request));
      response.config = shown;
      response.session = session;
      if (request.responseType === "stream") concealStream(response);
      if (this.#options.hasJudges) this.#keep(response).showTransformed();
      return response;
    } catch (error) {
      throw failedAttempt(error, shown, session);
    }
  }

  read(response: AxiosResponse): Reading {
    return this.#received.get(response) ?? new Received(response, response.config);
  }

  url(request: InternalAxiosRequestConfig): string {
    return requestUrl(request);
  }

  retryable(request: InternalAxiosRequestConfig): boolean {
    return IDEMPOTENT.has(request.method?.toLowerCase() ?? "get");
  }

  replay(request: InternalAxiosRequestConfig): InternalAxiosRequestConfig {
    return this.derive(request, this.originals.replay(request));
  }

  discard(response: AxiosResponse): void {
    (this.#received.get(response) ?? new Received(response, response.config)).discard();
  }

  close(session: Session<State>): Promise<void> {
    return this.#wire.agents.close(session.state);
  }

  /** Ends what reads a response of a closed session, after so many milliseconds. */
  cutAfter(timeoutMs: number): void {
    this.#wire.agents.cutAfter(timeoutMs);
  }

  /** Gives a response that was judged back to axios. */
  handOver(response: AxiosResponse, config: InternalAxiosRequestConfig): void {
    this.#received.get(response)?.handOver(config);
  }

  /** Remembers whose request this one stands for. */
  derive(
    from: InternalAxiosRequestConfig,
    made: InternalAxiosRequestConfig,
  ): InternalAxiosRequestConfig {
    if (made !== from) this.#madeFrom.set(made, this.shownOf(from));
    return made;
  }

  /** The request of the caller that this one stands for. */
  shownOf(request: InternalAxiosRequestConfig): InternalAxiosRequestConfig {
    return this.#madeFrom.get(request) ?? request;
  }

  /** Keeps what came, for judges to read whatever becomes of `response.data`. */
  #keep(response: AxiosResponse): Received {
    const received = new Received(response, response.config);
    this.#received.set(response, received);
    return received;
  }
}

/** The variables that axios knows: `HTTPS_PROXY`, `all_proxy`, `npm_config_http_proxy` ... */
function hasProxyInEnv(): boolean {
  return Object.entries(process.env).some(
    ([name, value]) =>
      value && /^(?:npm_config_)?(?:https?|all)_proxy$|^npm_config_proxy$/i.test(name),
  );
}
