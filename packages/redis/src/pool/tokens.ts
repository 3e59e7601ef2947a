import type { Grant, PoolLimits, Vacancy } from "@sessionary/core";
import type { RemoteSession, StateCopy } from "./remote-session.ts";

/**
 * How long after it was asked for its holder may rely on a lease or a vacancy: a little less than Redis keeps it, because a holder needs time to hear of its
 * end, and clocks are not equally fast.
 */
export function heldFor({ leaseTimeoutMs }: PoolLimits): number {
  return leaseTimeoutMs - Math.min(1_000, leaseTimeoutMs / 10);
}

/** A lease of a session in Redis. */
export class RedisGrant<State> implements Grant<State> {
  readonly granted = true;
  readonly session: RemoteSession<State>;
  readonly fence: number;
  readonly startsInMs: number;
  /** The state that its holder was given. */
  readonly copy: StateCopy<State>;
  /** When it was asked for, and until when nobody else has it, by this process; renewals move that. */
  readonly leasedFrom: number;
  heldUntil: number;
  /** Good uses before this one that Redis does not know of. */
  readonly usesBefore: number;
  /** Whether its session need not pause before its next lease, and nobody waited for one when it was granted. */
  readonly mayBeKept: boolean;
  isSettled = false;

  constructor(
    session: RemoteSession<State>,
    fence: number,
    startsInMs: number,
    leasedFrom: number,
    heldUntil: number,
    usesBefore = 0,
    mayBeKept = true,
  ) {
    this.leasedFrom = leasedFrom;
    this.session = session;
    this.fence = fence;
    this.startsInMs = startsInMs;
    this.copy = session.copy;
    this.heldUntil = heldUntil;
    this.usesBefore = usesBefore;
    this.mayBeKept = mayBeKept;
  }

  /** What Redis knows it by. */
  get token(): string {
    return `L${this.fence}:${this.session.born}`;
  }
}

/** The right to build a session of a pool in Redis. */
export class RedisVacancy implements Vacancy {
  readonly granted = "vacancy";
  readonly slot: number;
  readonly fence: number;
  readonly startsInMs: number;
  /** The session it renews, by its birth; `""` for none. */
  readonly replaces: string;
  heldUntil: number;

  constructor(
    slot: number,
    fence: number,
    startsInMs: number,
    replaces: string,
    heldUntil: number,
  ) {
    this.slot = slot;
    this.fence = fence;
    this.startsInMs = startsInMs;
    this.replaces = replaces;
    this.heldUntil = heldUntil;
  }

  get token(): string {
    return `V${this.fence}:${this.slot}:${this.replaces}`;
  }

  get args(): readonly string[] {
    return [String(this.fence), String(this.slot), this.replaces];
  }
}
