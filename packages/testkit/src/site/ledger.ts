import { SiteSession } from "./session.ts";
import type { SiteSettings } from "./resolve-options.ts";
import type { RequestOutcome, SiteRequest, SiteTotals, SiteTruth } from "./truth.ts";

/** A request while the site still works on it. */
export type OpenRequest = { -readonly [Field in keyof SiteRequest]: SiteRequest[Field] };

/** Keeps the books: sessions, sums and the last requests. */
export class SiteLedger {
  readonly #settings: SiteSettings;
  readonly #sessions: SiteSession[] = [];
  readonly #byId = new Map<string, SiteSession>();
  readonly #outcomes: Record<RequestOutcome, number> = {
    served: 0,
    refused: 0,
    banned: 0,
    expired: 0,
    throttled: 0,
    failed: 0,
    down: 0,
    aborted: 0,
  };
  #requests = 0;
  #log: OpenRequest[] = [];

  constructor(settings: SiteSettings) {
    this.#settings = settings;
  }

  /** The next session, numbered in order of creation. */
  openSession(address: string): SiteSession {
    const session = new SiteSession(
      this.#sessions.length + 1,
      address,
      this.#settings.now(),
      this.#settings,
    );
    this.#sessions.push(session);
    this.#byId.set(session.id, session);
    return session;
  }

  findSession(ref: number | string): SiteSession | undefined {
    return typeof ref === "number" ? this.#sessions[ref - 1] : this.#byId.get(ref);
  }

  /** Enters a request that has arrived. */
  enter(request: Omit<OpenRequest, "number" | "at">): OpenRequest {
    const entry = { number: ++this.#requests, at: this.#settings.now(), ...request };
    this.#log.push(entry);
    // Trimmed at twice the size, so that a full log costs nothing per request.
    if (this.#log.length > 2 * this.#settings.logSize) this.#log = this.log();
    return entry;
  }

  /** Enters what became of a request. */
  decide(request: OpenRequest, outcome: RequestOutcome): void {
    request.outcome = outcome;
    this.#outcomes[outcome] += 1;
  }

  log(): OpenRequest[] {
    const { logSize } = this.#settings;
    return logSize === 0 ? [] : this.#log.slice(-logSize);
  }

  truth(): SiteTruth {
    const sessions = this.#sessions.map((session) => session.truth());
    const totals: SiteTotals = {
      ...this.#outcomes,
      requests: this.#requests,
      sessions: sessions.length,
      bannedSessions: sessions.filter(({ banned }) => banned).length,
      expiredSessions: sessions.filter(({ expired }) => expired).length,
      right: sessions.reduce((sum, { right }) => sum + right, 0),
      wrong: sessions.reduce((sum, { wrong }) => sum + wrong, 0),
    };
    return Object.freeze({ totals: Object.freeze(totals), sessions });
  }
}
