type Listeners = Set<() => void>;

/** One listener for each signal: Node warns of a leak where a signal has more than ten, and a thousand callers may share one. */
const listeners = new WeakMap<
  AbortSignal,
  { readonly all: Listeners; readonly ring: () => void }
>();

/** Calls `listener` when the signal aborts. Returns the unsubscribe function. */
export function onAbort(signal: AbortSignal, listener: () => void): () => void {
  const { all, ring } = listeners.get(signal) ?? listen(signal);
  // A function of its own, for one that listens twice.
  const each = (): void => listener();
  all.add(each);
  return () => {
    if (!all.delete(each) || all.size > 0) return;
    listeners.delete(signal);
    signal.removeEventListener("abort", ring);
  };
}

function listen(signal: AbortSignal): { readonly all: Listeners; readonly ring: () => void } {
  const all: Listeners = new Set();
  const ring = (): void => {
    for (const listener of all) listener();
  };
  const entry = { all, ring };
  listeners.set(signal, entry);
  signal.addEventListener("abort", ring);
  return entry;
}
