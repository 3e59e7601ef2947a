import type { JsonValue, MaybePromise } from "../types.ts";

/** What an init knows and can do. */
export interface InitContext<State = unknown, Request = unknown, Response = unknown> {
  /** The id the session will have; a new one for every try. */
  readonly id: string;
  /** The session's slot: `accounts[slot]` makes the pool an account pool. */
  readonly slot: number;
  /** The request that triggered this init; `undefined` for `warm()` and renewals without one. */
  readonly request: Request | undefined;
  /** The variant of that request. */
  readonly variant: JsonValue | undefined;
  /** 1 for the first try of this vacancy. */
  readonly attempt: number;
  /** Aborts when `initTimeoutMs` is over or the pool closes. */
  readonly signal: AbortSignal;
  /** With an adapter: the blank identity it opened. */
  readonly state: State;
  /**
   * Sends a request through the session being built. Adapters provide it.
   *
   * @throws `ERR_INVALID_OPTION` in a pool without an adapter
   */
  readonly send: (request: Request) => Promise<Response>;
  /**
   * Asks `classify` and the checker about a response, with phase `"init"`. Answers whether it is `ok`; if the last answer was
   * no, the init is judged by that verdict whatever it resolves to.
   */
  readonly check: (response: Response) => Promise<boolean>;
}

/**
 * Builds the state of one session, or `false` when it came to nothing. There is no `state` in its context yet, so that the compiler can
 * tell what a pool keeps from what this returns.
 */
export type Init<State = unknown, Request = unknown, Response = unknown> = (
  context: InitContext<never, Request, Response>,
) => MaybePromise<State | false>;

/** Makes the state that an adapter opened ready: resolves to nothing, to a patch of that state, or to `false`. */
export type AdapterInit<State = unknown, Request = unknown, Response = unknown> = (
  context: InitContext<State, Request, Response>,
) => MaybePromise<Partial<State> | undefined | void | false>;
