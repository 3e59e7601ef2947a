type MaybeSignal = AbortSignal | null | undefined;

/** Whoever holds a joined signal also holds what aborts it. */
const controllers = new WeakMap<AbortSignal, AbortController>();

type Followers = Set<WeakRef<AbortController>>;

/** One listener for each source: Node warns of a leak where a signal has more than ten. */
const followers = new WeakMap<AbortSignal, Followers>();

/** Joined signals that are gone follow no more. */
const gone = new FinalizationRegistry<{ all: Followers; weak: WeakRef<AbortController> }>(
  ({ all, weak }) => all.delete(weak),
);

/**
 * One signal that aborts with the first of two, with its reason.
 *
 * `AbortSignal.any` would leave something behind in the sources for every call, on Node 20 and 22: a caller who passes the same signal
 * with a million requests would pay for each of them.
 */
export function joinSignals(first: MaybeSignal, second: MaybeSignal): AbortSignal | null {
  if (first === null || first === undefined) return second ?? null;
  if (second === null || second === undefined || second === first) return first;
  if (first.aborted) return first;
  if (second.aborted) return second;
  const controller = new AbortController();
  controllers.set(controller.signal, controller);
  follow(controller, first);
  follow(controller, second);
  return controller.signal;
}

/** Holds the controller weakly: a source may outlive it by far. */
function follow(controller: AbortController, source: AbortSignal): void {
  const all = followers.get(source) ?? followersOf(source);
  const weak = new WeakRef(controller);
  all.add(weak);
  gone.register(controller, { all, weak });
}

function followersOf(source: AbortSignal): Followers {
  const all: Followers = new Set();
  followers.set(source, all);
  const abortAll = (): void => {
    for (const weak of all) weak.deref()?.abort(source.reason);
  };
  source.addEventListener("abort", abortAll, { once: true });
  return all;
}
