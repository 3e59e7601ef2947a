import type { Clock, Session, Verdict } from "@sessionary/core";
import { lapseOf, lifeOf, type Lapse, type Life, type LifeLimits } from "./lapse.ts";
import type { Patience } from "./patience.ts";
import { Visit, type KnownSession } from "./visit.ts";

/** Sessions of a shared store may end without our hearing of it: of so many the oldest is forgotten. */
const MAX_KNOWN = 10_000;

/** Verdicts on answers that the service gave in the name of a session. */
const USES: ReadonlySet<Verdict> = new Set<Verdict>(["ok", "error", "invalid"]);

/** What the sessions' life is judged by. */
export interface LiveSessionsOptions {
  readonly clock: Pick<Clock, "now">;
  readonly limits: LifeLimits;
  /** Takes a session out of its pool. */
  readonly retire: (id: string, reason: Lapse) => Promise<unknown>;
}

/**
 * Knows which sessions have gone, or must have ended at the service, while queries were on their way through them: a query may wait for its
 * turn, and for the end of throttling, longer than a session lives. It need not find out at the service.
 */
export class LiveSessions {
  readonly #options: LiveSessionsOptions;
  readonly #known = new Map<string, KnownSession>();

  constructor(options: LiveSessionsOptions) {
    this.#options = options;
  }

  /** A query begins to wait. */
  enter(session: Session, patience: Patience, isKeptByService: boolean): Visit {
    const life = lifeOf(session, this.#options.clock.now());
    const known = this.#known.get(session.id) ?? this.#meet(session.id, life);
    // Other workers may have used it since we did.
    if (known.isStoreRight) known.usedAt = Math.max(known.usedAt, life.usedAt);
    const retireLapsed = (): Promise<unknown> | undefined =>
      isKeptByService ? this.#retireLapsed(session.id, known) : undefined;
    return new Visit(known, patience, retireLapsed);
  }

  /** A lease has ended. */
  settled(id: string, verdict: Verdict): void {
    const session = this.#known.get(id);
    if (session === undefined || verdict === "unused") return;
    session.isStoreRight = USES.has(verdict);
    if (session.isStoreRight) session.usedAt = this.#options.clock.now();
  }

  /** A session has left its pool. */
  gone(id: string): void {
    const session = this.#known.get(id);
    if (session === undefined) return;
    session.isGone = true;
    this.#known.delete(id);
  }

  #meet(id: string, life: Pick<Life, "createdAt" | "usedAt">): KnownSession {
    const known = { ...life, isStoreRight: true, sent: 0, isGone: false };
    this.#known.set(id, known);
    if (this.#known.size > MAX_KNOWN) {
      for (const oldest of this.#known.keys()) {
        this.#known.delete(oldest);
        break;
      }
    }
    return known;
  }

  #retireLapsed(id: string, session: KnownSession): Promise<unknown> | undefined {
    const { clock, limits, retire } = this.#options;
    const { createdAt, usedAt, sent } = session;
    const lapse = lapseOf({ createdAt, usedAt, isInUse: sent > 0 }, limits, clock.now());
    if (lapse === undefined) return undefined;
    this.gone(id);
    return retire(id, lapse);
  }
}
