import type { AxiosRequestConfig, GenericAbortSignal } from "axios";

type Listener = (...args: unknown[]) => unknown;

/** What the adapter of axios listens to for one exchange. A real signal costs it as much as everything else that sessions add. */
export class ExchangeSignal implements GenericAbortSignal {
  #aborted = false;
  readonly #listeners = new Set<Listener>();

  get aborted(): boolean {
    return this.#aborted;
  }

  addEventListener(_type: "abort", listener: Listener): void {
    this.#listeners.add(listener);
  }

  removeEventListener(_type: "abort", listener: Listener): void {
    this.#listeners.delete(listener);
  }

  readonly abort = (): void => {
    this.#aborted = true;
    // As an event: axios then says that the request was cancelled.
    for (const listener of this.#listeners) listener({ type: "abort" });
  };
}

/**
 * A signal that aborts when one of several does, as far as the adapters of axios look at signals. Unlike `AbortSignal.any` it
 * leaves nothing behind in the sources: axios removes its listeners.
 */
class AnySignal implements GenericAbortSignal {
  readonly #signals: readonly GenericAbortSignal[];

  constructor(signals: readonly GenericAbortSignal[]) {
    this.#signals = signals;
  }

  get aborted(): boolean {
    return this.#signals.some(({ aborted }) => aborted);
  }

  addEventListener(type: string, listener: Listener): void {
    for (const signal of this.#signals) signal.addEventListener?.(type, listener);
  }

  removeEventListener(type: string, listener: Listener): void {
    for (const signal of this.#signals) signal.removeEventListener?.(type, listener);
  }
}

/** One signal of those that are there. */
export function anySignal(
  first: GenericAbortSignal,
  second?: GenericAbortSignal | null,
  third?: GenericAbortSignal | null,
): GenericAbortSignal {
  if (!second && !third) return first;
  const given = [first, second, third].filter((signal) => signal !== undefined && signal !== null);
  return new AnySignal(given);
}

/** Whether, and with what, a caller may give a request up. */
export interface CallerSignal {
  readonly signal: AbortSignal;
  /** Forgets the sources: called when the request is over. */
  release(): void;
}

/** The signals of a request in one: its `signal`, its `cancelToken`, and `session.signal`. Most requests have none. */
export function callerSignal(config: AxiosRequestConfig): CallerSignal | undefined {
  // To axios null is none, too.
  const signal = config.signal ?? undefined;
  const cancelToken = config.cancelToken ?? undefined;
  const ofSession = config.session?.signal ?? undefined;
  const only = signal ?? ofSession;
  if (only === undefined && cancelToken === undefined) return undefined;
  const isOne = cancelToken === undefined && (signal === undefined || ofSession === undefined);
  if (isOne && only instanceof AbortSignal) return { signal: only, release: () => undefined };

  const controller = new AbortController();
  const sources = [signal, ofSession].filter((source) => source !== undefined);
  const undo: (() => void)[] = [];
  for (const source of sources) {
    const abort = (): void => controller.abort(Reflect.get(source, "reason"));
    if (source.aborted) abort();
    source.addEventListener?.("abort", abort);
    undo.push(() => source.removeEventListener?.("abort", abort));
  }
  if (cancelToken !== undefined) {
    const abort = (reason: unknown): void => controller.abort(reason);
    if (cancelToken.reason === undefined) cancelToken.subscribe(abort);
    else abort(cancelToken.reason);
    undo.push(() => cancelToken.unsubscribe(abort));
  }
  return {
    signal: controller.signal,
    release: () => {
      for (const forget of undo) forget();
    },
  };
}
