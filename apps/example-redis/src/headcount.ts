import type { TestSite } from "@sessionary/testkit";

/** From the first request of a session to its last one: places in the row of all requests that the shop has seen. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Counts the sessions that were alive at once, by what the shop knows for sure.
 *
 * A session is alive from when somebody begins to build it until it is given up. The shop sees neither: it is not told that a session was given
 * up, and one that it hears nothing of may be resting, or lost with the worker that was building it. But one that it has heard of twice was alive
 * all the time in between, for nobody goes on with what was given up. So a session counts from the request that opened it to its last one, and
 * requests are ordered as they arrived: a clock could not tell two of one millisecond apart.
 */
export class Headcount {
  readonly #site: TestSite;
  readonly #spans = new Map<number, Span>();
  readonly #ignore: () => void;
  #requests = 0;

  constructor(site: TestSite) {
    this.#site = site;
    this.#ignore = site.on("request", ({ session }) => {
      this.#requests += 1;
      if (session === undefined) return;
      const from = this.#spans.get(session)?.from ?? this.#requests;
      this.#spans.set(session, { from, to: this.#requests });
    });
  }

  /** The most sessions that were alive at once until now. */
  get mostAtOnce(): number {
    return mostAtOnce([...this.#spans.values()]);
  }

  /** The most requests that one and the same session had open at once: 1 where nobody shares it. */
  get mostUsesOfOne(): number {
    return Math.max(0, ...this.#site.truth().sessions.map(({ maxInFlight }) => maxInFlight));
  }

  /** Counts no further: what comes from now on are the last words of workers that end. */
  stop(): void {
    this.#ignore();
  }
}

/** How many spans overlap where most of them do. Both ends belong to a span. */
export function mostAtOnce(spans: readonly Span[]): number {
  const begins = spans.map(({ from }) => from).toSorted(ascending);
  const ends = spans.map(({ to }) => to).toSorted(ascending);
  let [most, ended] = [0, 0];
  for (const [begun, at] of begins.entries()) {
    while ((ends[ended] ?? Infinity) < at) ended += 1;
    most = Math.max(most, begun + 1 - ended);
  }
  return most;
}

function ascending(one: number, other: number): number {
  return one - other;
}
