import type { ServerSessions } from "../sessions/server-sessions.ts";
import type { SessionStore } from "../sessions/session-store.ts";
import type { ZyteOutcome, ZyteRequest, ZyteTotals, ZyteTruth } from "./truth.ts";

/** A request whose fields are still being filled in. */
export type OpenZyteRequest = { -readonly [Key in keyof ZyteRequest]: ZyteRequest[Key] };

/** The books of an emulator: every request, what became of it and what it cost. */
export class ZyteLedger {
  readonly #logSize: number;
  readonly #outcomes: Record<ZyteOutcome, number> = {
    ok: 0,
    banned: 0,
    throttled: 0,
    session: 0,
    refused: 0,
    failed: 0,
    dropped: 0,
  };
  readonly #statuses: Record<number, number> = {};
  readonly #types: Record<string, number> = {};
  readonly #charges = { http: 0, browser: 0 };
  #log: OpenZyteRequest[] = [];
  #requests = 0;
  #cost = 0;
  #inFlight = 0;
  #maxInFlight = 0;

  constructor(logSize: number) {
    this.#logSize = logSize;
  }

  get requests(): number {
    return this.#requests;
  }

  /** Enters a request that has arrived. */
  enter(request: OpenZyteRequest): void {
    this.#requests += 1;
    this.#inFlight += 1;
    this.#maxInFlight = Math.max(this.#maxInFlight, this.#inFlight);
    if (this.#logSize === 0) return;
    this.#log.push(request);
    // Trimmed at twice the size, so that a full log costs nothing per request.
    if (this.#log.length > 2 * this.#logSize) this.#log = this.log();
  }

  /** Enters what became of a request. */
  decide(request: OpenZyteRequest, outcome: ZyteOutcome): void {
    request.outcome = outcome;
    this.#outcomes[outcome] += 1;
    if (request.status !== undefined)
      this.#statuses[request.status] = (this.#statuses[request.status] ?? 0) + 1;
    if (request.type !== undefined)
      this.#types[request.type] = (this.#types[request.type] ?? 0) + 1;
    if (request.charge) this.#charges[request.charge.kind] += 1;
    this.#cost += request.cost;
  }

  /** A request is no longer open. Called before its client can see the end of the answer. */
  leave(): void {
    this.#inFlight -= 1;
  }

  log(): OpenZyteRequest[] {
    return this.#logSize === 0 ? [] : this.#log.slice(-this.#logSize);
  }

  truth(store: SessionStore, servers: ServerSessions): ZyteTruth {
    const sessions = store.all.map((session) => session.truth());
    const serverSessions = servers.truth();
    const totals: ZyteTotals = {
      ...this.#outcomes,
      requests: this.#requests,
      charged: this.#charges.http + this.#charges.browser,
      cost: this.#cost,
      charges: { ...this.#charges },
      sessions: sessions.length,
      serverSessions: serverSessions.length,
      statuses: { ...this.#statuses },
      types: { ...this.#types },
      maxInFlight: this.#maxInFlight,
    };
    return Object.freeze({ totals: Object.freeze(totals), sessions, serverSessions });
  }
}
