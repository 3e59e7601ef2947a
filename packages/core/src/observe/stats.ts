/** Counters and gauges of one pool, or the sum over several. Plain data, safe to print. */
export interface PoolStats {
  /** Inits by how they ended. */
  readonly init: {
    readonly passed: number;
    /** `false`, or a verdict that blames. */
    readonly rejected: number;
    readonly checkError: number;
    /** A throw or a time-out. */
    readonly failed: number;
    readonly later: number;
  };
  /** Settled leases by verdict; `checkError` counts those whose checker threw, under no other name. */
  readonly use: {
    readonly ok: number;
    readonly error: number;
    readonly invalid: number;
    readonly checkError: number;
    readonly expired: number;
    readonly throttled: number;
    readonly inconclusive: number;
  };
  /** Retired sessions by reason; reasons that have not occurred are missing. */
  readonly retired: { readonly [reason: string]: number };
  /** Sessions now. `ready`, `leased` and `resting` together are the live ones. */
  readonly sessions: {
    readonly starting: number;
    readonly ready: number;
    readonly leased: number;
    readonly resting: number;
  };
  /** Callers in the queue now. */
  readonly waiting: number;
  /** Requests sent without a session (`enabled: false`). */
  readonly bypassed: number;
  /** Inits of any outcome per `ok` use: what a good page costs. 0 before the first `ok`. */
  readonly initsPerOk: number;
}
