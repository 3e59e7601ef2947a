import type { Classifier, Reading } from "../judging/exchange.ts";
import type { Session } from "../session/session.ts";
import type { JsonValue, MaybePromise, StateCodec } from "../types.ts";

/** What an adapter knows when it opens a blank identity. */
export interface OpenContext {
  /** The name of the session's pool. */
  readonly pool: string;
  readonly id: string;
  readonly slot: number;
  readonly variant: JsonValue | undefined;
  /** The injected random source of the pool, in [0, 1). */
  readonly random: () => number;
  readonly signal: AbortSignal;
}

/** What an adapter knows when it sends one exchange. */
export interface SendContext {
  /** Aborts when the caller gives up, the lease is lost, an init times out or the pool runs out of drain time. */
  readonly signal: AbortSignal;
  /**
   * The same news for less: calls `listener` with the reason when the signal aborts, at once if it has. A signal that is never
   * looked at is never made, and to make one and listen to it costs as much as all the rest of a lease. Absent where a signal is there anyway.
   */
  readonly onAbort?: ((listener: (reason: unknown) => void) => void) | undefined;
}

/**
 * Wires one client library to sessions. It translates and decides nothing else: rotation, blame, retries and life
 * times are the engine's.
 */
export interface SessionAdapter<State, Request, Response> {
  /** For messages: `"fetch"`. */
  readonly name: string;
  /** Opens a blank identity: a jar, a proxy, a browser context. */
  open(context: OpenContext): MaybePromise<State>;
  /** Sends one exchange, honouring `context.signal`; without a session (`enabled: false`) as the bare client would. */
  send(
    request: Request,
    session: Session<State> | undefined,
    context: SendContext,
  ): Promise<Response>;
  /** The small view of a response that portable checkers read. */
  read(response: Response): Reading;
  /** The URL of a request: pools are named after its host, profiles match it. */
  url(request: Request): string;
  /** What a status or an error means by default. */
  readonly classify?: Classifier<Request, Response, State>;
  /** May the request be repeated after an `inconclusive` outcome? Without it, yes. */
  retryable?(request: Request): boolean;
  /**
   * A fresh request for the next attempt.
   *
   * @throws `ERR_BODY_NOT_REPLAYABLE` where its body is gone
   */
  replay?(request: Request): Request;
  /** Lets go of a response that no caller will see: cancels its body, so that its connection is free again. */
  discard?(response: Response): void;
  /**
   * Frees sockets and contexts. Called once for each state, when the last lease of a retired session is settled. On a store that processes
   * share each of them calls it for what it held, and also for a state that another process has replaced: the session goes on.
   */
  close?(session: Session<State>): MaybePromise<void>;
  /** State to JSON and back, for stores, `export()` and hand-over. */
  readonly codec?: StateCodec<State>;
}
