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
import { readingOf } from "@sessionary/core";
import { createIdentityCodec, type HttpIdentity } from "@sessionary/identity";
import { Connections } from "./connections.ts";
import { createClassifier } from "./exchange/classify.ts";
import { discardBody } from "./exchange/discard-body.ts";
import { exchange } from "./exchange/exchange.ts";
import { joinSignals } from "./exchange/join-signals.ts";
import type { FetchState } from "./fetch-state.ts";
import { assertReplayable } from "./request/body.ts";
import type { SessionRequest } from "./request/session-request.ts";
import type { AdapterOptions } from "./resolve-options.ts";

/** Repeating them changes nothing more (RFC 9110, section 9.2.2). */
const IDEMPOTENT = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"]);

/** Wires fetch to sessions. */
export class FetchAdapter<State extends FetchState = FetchState> implements SessionAdapter<
  State,
  SessionRequest,
  Response
> {
  readonly name = "fetch";
  readonly classify: Classifier<SessionRequest, Response, State>;
  readonly codec: StateCodec<State>;
  readonly #options: AdapterOptions;
  readonly #connections: Connections;
  readonly #now: () => number;

  constructor(options: AdapterOptions) {
    const { transport, connectTimeoutMs, clock } = options;
    this.#options = options;
    this.#connections = new Connections(transport, { connectTimeoutMs, clock });
    this.classify = createClassifier(clock);
    this.#now = () => clock.now();
    // What `init` added to the identity goes along.
    this.codec = createIdentityCodec({
      now: this.#now,
    }) as StateCodec<HttpIdentity> as StateCodec<State>;
  }

  open({ pool, id, slot, variant, random }: OpenContext): MaybePromise<State> {
    const made = this.#options.makeIdentity({ pool, id, slot, variant, random });
    return made as MaybePromise<State>;
  }

  async send(
    request: SessionRequest,
    session: Session<State> | undefined,
    context: SendContext,
  ): Promise<Response> {
    const { fetch } = this.#options;
    if (session === undefined) {
      return fetch(request.url, {
        ...request,
        signal: joinSignals(context.signal, request.signal),
      });
    }
    const opened = this.#connections.of(session.state);
    const connection = opened instanceof Promise ? await opened : opened;
    return exchange(request, { fetch, identity: session.state, connection }, context.signal);
  }

  read(response: Response): Reading {
    return readingOf(response);
  }

  url(request: SessionRequest): string {
    return request.url;
  }

  retryable(request: SessionRequest): boolean {
    return IDEMPOTENT.has(request.method);
  }

  replay(request: SessionRequest): SessionRequest {
    assertReplayable(request.body, `${request.method} ${new URL(request.url).host}`);
    return request;
  }

  discard(response: Response): void {
    discardBody(response);
  }

  close(session: Session<State>): MaybePromise<void> {
    return this.#connections.close(session.state);
  }

  /** Ends what reads a response of a closed session, after so many milliseconds. */
  cutAfter(timeoutMs: number): void {
    this.#connections.cutAfter(timeoutMs);
  }
}
