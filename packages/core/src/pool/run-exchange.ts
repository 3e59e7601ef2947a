import { isPromise } from "../maybe-promise.ts";
import type { Session } from "../session/session.ts";
import type { MaybePromise } from "../types.ts";
import type { PoolLease } from "./lease.ts";
import { LazySignal } from "./lazy-signal.ts";
import { onAbort } from "./on-abort.ts";
import type { TaskContext } from "./session-pool.ts";

/** How an attempt ended: by itself, or because its caller or the pool gave it up. */
export type Run<Exchanged> =
  | { readonly kind: "done"; readonly exchanged: Exchanged }
  | { readonly kind: "givenUp"; readonly error: unknown };

class Context<State, Request> implements TaskContext<State, Request> {
  readonly session: Session<State>;
  readonly attempt: number;
  readonly request: Request;
  readonly #signal = new LazySignal();

  constructor(session: Session<State>, attempt: number, request: Request) {
    this.session = session;
    this.attempt = attempt;
    this.request = request;
  }

  get signal(): AbortSignal {
    return this.#signal.signal;
  }

  /** What an adapter may listen to instead; see `SendContext`. */
  onAbort(listener: (reason: unknown) => void): void {
    this.#signal.onAbort(listener);
  }

  static abort(context: Context<unknown, unknown>, reason: unknown): void {
    context.#signal.abort(reason);
  }
}

/**
 * Runs one exchange, judging included, with its lease. It ends at once when the caller aborts or the lease is taken away; `onLate` is then told, when the
 * exchange itself has ended: not before that may others use the session.
 *
 * @param exchange - never throws or rejects
 */
export function runExchange<Exchanged, State, Request>(
  exchange: (context: TaskContext<State, Request>) => MaybePromise<Exchanged>,
  lease: PoolLease<State, Request>,
  attempt: number,
  request: Request,
  signal: AbortSignal | undefined,
  onLate: (exchanged: Exchanged) => void,
): MaybePromise<Run<Exchanged>> {
  const context = new Context(lease.session, attempt, request);
  const running = exchange(context);
  if (!isPromise(running)) return { kind: "done", exchanged: running };
  return new Promise((resolve) => {
    const end = (run: Run<Exchanged>): void => {
      stopListening?.();
      lease.onEnd = undefined;
      resolve(run);
    };
    const giveUp = (error: unknown): void => {
      Context.abort(context, error);
      end({ kind: "givenUp", error });
      void running.then(onLate);
    };
    const abort = (): void => giveUp(signal?.reason);
    lease.onEnd = giveUp;
    const stopListening = signal && onAbort(signal, abort);
    // The task may have aborted it itself.
    if (signal?.aborted === true) abort();
    else void running.then((exchanged) => end({ kind: "done", exchanged }));
  });
}
