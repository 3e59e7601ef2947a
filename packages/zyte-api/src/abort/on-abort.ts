import { Cancellation } from "./cancellation.ts";

/** What we can listen to. */
export type Abortable = AbortSignal | Cancellation;

type Listener = () => void;

/** One listener for each signal: a thousand queries may share one, and Node warns of a leak at eleven listeners. */
const followed = new WeakMap<AbortSignal, Set<Listener>>();

/**
 * Calls `listener` when the signal aborts, at once if it has.
 *
 * @returns forgets the listener; of all of them the signal keeps one
 */
export function onAbort(signal: Abortable | undefined, listener: Listener): () => void {
  if (signal === undefined) return nothing;
  if (signal.aborted) {
    listener();
    return nothing;
  }
  if (signal instanceof Cancellation) return signal.onAbort(listener);
  const listeners = followed.get(signal) ?? follow(signal);
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function follow(signal: AbortSignal): Set<Listener> {
  const listeners = new Set<Listener>();
  followed.set(signal, listeners);
  const abort = (): void => {
    for (const listener of listeners) listener();
  };
  signal.addEventListener("abort", abort, { once: true });
  return listeners;
}

function nothing(): void {}
