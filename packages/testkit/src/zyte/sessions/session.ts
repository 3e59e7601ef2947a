import { CookieShelf } from "../web/cookie-shelf.ts";
import type { EndedAt } from "./life.ts";
import type { ZyteSessionTruth } from "../ledger/truth.ts";

/** What a session is bound to when it is made. */
export interface SessionBonds {
  readonly geolocation: string | undefined;
  readonly ipType: string | undefined;
}

/** What the emulator remembers of one session, whoever manages it. */
export class EmulatedSession {
  readonly number: number;
  /** Of sessions with an id of the user's. */
  readonly id: string | undefined;
  readonly apiKey: string;
  readonly createdAt: number;
  readonly address: string | undefined;
  readonly bonds: SessionBonds;
  readonly shelf: CookieShelf;

  lastUsedAt: number;
  uses = 0;
  bans = 0;
  bansInARow = 0;
  mismatches = 0;
  inFlight = 0;
  maxInFlight = 0;
  /** Requests with its id that came after its end and were refused. */
  refused = 0;
  ended: EndedAt | undefined;

  constructor(
    given: Pick<EmulatedSession, "number" | "id" | "apiKey" | "address" | "bonds">,
    now: () => number,
  ) {
    this.number = given.number;
    this.id = given.id;
    this.apiKey = given.apiKey;
    this.address = given.address;
    this.bonds = given.bonds;
    this.shelf = new CookieShelf(now);
    this.createdAt = now();
    this.lastUsedAt = this.createdAt;
  }

  /** Begins a use. */
  enter(now: number): void {
    this.uses += 1;
    this.lastUsedAt = now;
    this.inFlight += 1;
    this.maxInFlight = Math.max(this.maxInFlight, this.inFlight);
  }

  /** Ends a use. */
  leave(now: number): void {
    this.inFlight -= 1;
    this.lastUsedAt = Math.max(this.lastUsedAt, now);
  }

  /** Ends the session, unless it has ended before. */
  end(ended: EndedAt): void {
    this.ended ??= ended;
  }

  /** Whether a request asks for another country or kind of address than the session has. */
  differsFrom({ geolocation, ipType }: SessionBonds): boolean {
    return (
      (geolocation !== undefined && geolocation !== this.bonds.geolocation) ||
      (ipType !== undefined && ipType !== this.bonds.ipType)
    );
  }

  truth(): ZyteSessionTruth {
    return Object.freeze({
      number: this.number,
      id: this.id,
      apiKey: this.apiKey,
      createdAt: this.createdAt,
      lastUsedAt: this.lastUsedAt,
      address: this.address,
      ...this.bonds,
      uses: this.uses,
      bans: this.bans,
      bansInARow: this.bansInARow,
      mismatches: this.mismatches,
      maxInFlight: this.maxInFlight,
      refused: this.refused,
      ended: this.ended && { ...this.ended },
    });
  }
}
