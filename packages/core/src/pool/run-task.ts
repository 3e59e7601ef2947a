import { isPromise } from "../maybe-promise.ts";
import type { Session } from "../session/session.ts";
import type { MaybePromise } from "../types.ts";
import type { PoolLease } from "./lease.ts";
import { LazySignal } from "./lazy-signal.ts";
import { onAbort } from "./on-abort.ts";
import type { Task, TaskContext } from "./session-pool.ts";

/** How a task ended: by itself, or because its caller or the pool gave it up. */
export type TaskEnd<Result> =
  | { readonly kind: "response"; readonly response: Result }
  | { readonly kind: "error"; readonly error: unknown }
  | { readonly kind: "aborted" | "ended"; readonly error: unknown };

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

  static abort(context: Context<unknown, unknown>, reason: unknown): void {
    context.#signal.abort(reason);
  }
}

/**
 * Runs a task with its lease. It ends at once when the caller aborts or the lease is taken away; `onLate` is then told, with the result if there is one,
 * when the task itself has ended: not before that may others use the session.
 */
export function runTask<Result, State, Request>(
  task: Task<Result, State, Request>,
  lease: PoolLease<State, Request>,
  attempt: number,
  request: Request,
  signal: AbortSignal | undefined,
  onLate: (response?: Result) => void,
): MaybePromise<TaskEnd<Result>> {
  const context = new Context(lease.session, attempt, request);
  let result: MaybePromise<Result>;
  try {
    result = task(context);
  } catch (error) {
    return { kind: "error", error };
  }
  if (!isPromise(result)) return { kind: "response", response: result };
  const running = result;
  return new Promise((resolve) => {
    const end = (ended: TaskEnd<Result>): void => {
      stopListening?.();
      lease.onEnd = undefined;
      resolve(ended);
    };
    const giveUp = (kind: "aborted" | "ended", error: unknown): void => {
      Context.abort(context, error);
      end({ kind, error });
      running.then(onLate, () => onLate());
    };
    const abort = (): void => giveUp("aborted", signal?.reason);
    lease.onEnd = (error) => giveUp("ended", error);
    const stopListening = signal && onAbort(signal, abort);
    // The task may have aborted it itself.
    if (signal?.aborted === true) abort();
    running.then(
      (response) => end({ kind: "response", response }),
      (error: unknown) => end({ kind: "error", error }),
    );
  });
}
