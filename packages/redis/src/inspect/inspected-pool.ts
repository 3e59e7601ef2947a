import type { PoolLimits, StoreCounts } from "@sessionary/core";

/** A pool as it is stored, as {@link inspectPools} tells it: of another schema, it tells no more than that. */
export type InspectedPool = ReadablePool | UnreadablePool;

/** A pool that another version of this package has stored. */
export interface UnreadablePool {
  readonly readable: false;
  readonly name: string;
  /** The version of what is stored; this version of the package does not know it. */
  readonly schema: number;
}

/** A pool with all that is in it but secrets. */
export interface ReadablePool {
  readonly readable: true;
  readonly name: string;
  /** The version of what is stored. */
  readonly schema: number;
  /** The limits in force but for the size: those of the first worker that opened it. */
  readonly limits: Omit<PoolLimits, "size">;
  /** The size in force. */
  readonly size: PoolLimits["size"];
  /** When it was made, in epoch milliseconds of the server. */
  readonly createdAt: number;
  /** When it is gone if nobody uses it any more, in milliseconds from now. */
  readonly expiresInMs: number;
  /** How many sessions there are, and what they do. */
  readonly counts: StoreCounts;
  /** How many workers have callers that wait for a session. */
  readonly waiting: number;
  /** The workers that have it open, and those that have crashed and are not forgotten yet. */
  readonly workers: readonly InspectedWorker[];
  /** Inits that failed in a row, in all workers together. */
  readonly badInits: number;
  /** When inits may begin again, in milliseconds from now; 0: at any time. */
  readonly initsResumeInMs: number;
  /** Sessions, oldest first; those that have left the pool as well while they are leased. */
  readonly sessions: readonly InspectedSession[];
  /** What is used now. */
  readonly leases: readonly InspectedLease[];
  /** What is built now. */
  readonly vacancies: readonly InspectedVacancy[];
}

/** A worker: one opener of a pool. */
export interface InspectedWorker {
  readonly id: string;
  /** When it opened the pool or kept its leases, whichever was later, in epoch milliseconds of the server. */
  readonly lastSeenAt: number;
}

/** A session without its state and variant. */
export interface InspectedSession {
  readonly id: string;
  readonly slot: number;
  /** How often it was leased. */
  readonly uses: number;
  readonly errors: number;
  readonly checkFailures: number;
  /** Epoch milliseconds of the server, as the other times of the session. */
  readonly createdAt: number;
  /** `undefined` before its first lease. */
  readonly lastLeasedAt: number | undefined;
  readonly lastUsedAt: number;
  /** How many have it leased. */
  readonly leases: number;
  /**
   * `ready`: it may be leased now. `resting`: after a pause or rest. `leased`: as often as it may be. `leaving`: it has left the pool, and its last
   * lease is waited for.
   */
  readonly place: "ready" | "resting" | "leased" | "leaving";
  /** For how much longer it rests, in milliseconds; `undefined` where it does not. */
  readonly restingForMs: number | undefined;
}

/** A lease. */
export interface InspectedLease {
  readonly sessionId: string;
  /** Its fencing token: higher than those of all leases before it. */
  readonly fence: number;
  /** When it is lost unless its holder keeps it, in milliseconds from now; 0: at the next command. */
  readonly expiresInMs: number;
}

/** The right to build a session. */
export interface InspectedVacancy {
  readonly slot: number;
  readonly fence: number;
  /** When it is lost unless its holder keeps it, in milliseconds from now; 0: at the next command. */
  readonly expiresInMs: number;
  /** The id of the session that is being renewed; `undefined` for none. */
  readonly replaces: string | undefined;
}
