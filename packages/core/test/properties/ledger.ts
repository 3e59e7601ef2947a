import type { PoolEvents, Session, SessionPool } from "../../src/index.ts";
import type { Options, Page, Setup, State } from "./setup.ts";

/** What the ledger knows about one session. Times in epoch milliseconds. */
export interface Entry {
  readonly session: Session<State>;
  readonly slot: number;
  /** When it came into the pool. */
  readonly since: number;
  /** Whether it was built here, and so had to pause before its first use. */
  readonly built: boolean;
  retired: string | undefined;
  /** Open leases as events tell them. */
  open: number;
  grantedAt: number | undefined;
  idleSince: number;
  /** Uses that count: settled with anything but `unused`. */
  worn: number;
  restUntil: number;
  /** The step in which it began to rest: leases of that step or before do not lengthen it. */
  restStep: number;
  /** The steps of grants whose callers have not heard of them yet. */
  readonly unheard: number[];
}

class Violation extends Error {
  override readonly name = "Violation";
}

export function violation(what: string): never {
  throw new Violation(what);
}

/** Follows every session of a pool by its events, and judges each grant at the moment it is made: invariants 1, 2 and 9 of DESIGN 4.8. */
export class Ledger {
  readonly #pool: SessionPool<State>;
  readonly #options: Options;
  /** What a far store grants first and retires then may be told the other way round. */
  readonly #store: Setup["store"];
  readonly #now: () => number;
  readonly #live = new Map<string, Entry>();
  readonly #gone: Entry[] = [];
  readonly #settling: Entry[] = [];
  /** What was seen to be wrong, kept because listeners cannot throw. */
  readonly wrong: string[] = [];
  step = 0;
  grants = 0;

  constructor(pool: SessionPool<State>, { options, store }: Setup, now: () => number) {
    this.#pool = pool;
    this.#options = options;
    this.#store = store;
    this.#now = now;
    pool.on("session:ready", ({ id }) => this.#ready(id));
    pool.on("session:retired", ({ id, reason }) => this.#retired(id, reason));
    pool.on("lease:granted", ({ id }) => this.#granted(id));
    pool.on("lease:settled", (event) => this.#settled(event));
  }

  get live(): readonly Entry[] {
    return [...this.#live.values()];
  }

  /** Every session there ever was. */
  get everybody(): readonly Entry[] {
    return [...this.#live.values(), ...this.#gone];
  }

  entry(session: Session<State>): Entry {
    return (
      this.everybody.find((each) => each.session === session) ??
      violation(`session ${session.id} was leased and never ready`)
    );
  }

  /** A session somebody added. */
  added(session: Session<State>): void {
    if (this.#live.get(session.id)?.session !== session) this.#enter(session, false);
  }

  /** A lease of this session is about to be settled: two sessions may have had the same id, one after the other. */
  settling(entry: Entry, when: "now" | "soon"): void {
    if (when === "now") this.#settling.unshift(entry);
    else this.#settling.push(entry);
  }

  /** A throttled exchange of a lease granted in `step` is about to be settled. */
  throttled(entry: Entry, step: number, { retryAfterMs }: Page): void {
    const { throttleDelayMs = 10_000, maxRestMs = 300_000 } = this.#options;
    if (entry.retired !== undefined || step <= entry.restStep) return;
    entry.restStep = this.step;
    entry.restUntil = this.#now() + Math.min(retryAfterMs ?? throttleDelayMs, maxRestMs);
  }

  #ready(id: string): void {
    const session = this.#pool.get(id);
    if (session === undefined) this.wrong.push(`${id} is ready and not in the pool`);
    else this.#enter(session, true);
  }

  #enter(session: Session<State>, built: boolean): void {
    const { id, slot } = session;
    if (this.#live.has(id)) this.wrong.push(`${id} entered the pool twice`);
    const now = this.#now();
    this.#live.set(id, {
      session,
      slot,
      since: now,
      built,
      retired: undefined,
      open: 0,
      grantedAt: undefined,
      idleSince: now,
      worn: 0,
      restUntil: -Infinity,
      restStep: -1,
      unheard: [],
    });
  }

  #retired(id: string, reason: string): void {
    const entry = this.#live.get(id);
    if (entry === undefined) {
      this.wrong.push(`${id} was retired (${reason}) and not in the pool`);
      return;
    }
    entry.retired = reason;
    this.#live.delete(id);
    this.#gone.push(entry);
  }

  #granted(id: string): void {
    this.grants++;
    const entry = this.#live.get(id) ?? this.#gone.findLast(({ session }) => session.id === id);
    if (entry === undefined || (entry.retired !== undefined && this.#store === "near")) {
      this.wrong.push(`${id} was leased and is not in the pool`);
      return;
    }
    this.wrong.push(...this.#faults(entry));
    entry.open++;
    entry.grantedAt = this.#now();
    entry.unheard.push(this.step);
  }

  *#faults(entry: Entry): Iterable<string> {
    const { session, open, worn } = entry;
    const { id, createdAt, uses } = session;
    const {
      maxConcurrency = 1,
      maxUses = Infinity,
      maxAgeMs = Infinity,
      maxIdleMs = Infinity,
      delayMs = 0,
      delayJitter = 0.5,
    } = this.#options;
    const now = this.#now();
    const pauseMs = delayMs * (1 - delayJitter) - 1e-6;
    if (open >= maxConcurrency) yield `${id} has ${open + 1} leases`;
    if (worn + open >= maxUses || uses > maxUses) yield `${id} is used ${worn + open + 1} times`;
    if (now < entry.restUntil)
      yield `${id} is leased ${entry.restUntil - now} ms before its rest ends`;
    if (now >= createdAt + maxAgeMs) yield `${id} is leased ${now - createdAt} ms old`;
    if (delayMs === 0 && open === 0 && now >= entry.idleSince + maxIdleMs)
      yield `${id} is leased after ${now - entry.idleSince} ms of idleness`;
    const from = entry.grantedAt ?? (entry.built ? entry.since : -Infinity);
    if (now < from + pauseMs) yield `${id} is leased again after ${now - from} ms`;
  }

  #settled({ id, verdict }: PoolEvents["lease:settled"]): void {
    const known = this.#settling.findIndex(({ session }) => session.id === id);
    const [entry = this.#inUse(id)] = known < 0 ? [] : this.#settling.splice(known, 1);
    // A creator that went away during its first pause gives back what it was never told of.
    if (entry === undefined || entry.open === 0) return;
    entry.open--;
    if (verdict !== "unused") entry.worn++;
    if (entry.open === 0) entry.idleSince = this.#now();
  }

  #inUse(id: string): Entry | undefined {
    const gone = this.#gone.find(({ session, open }) => session.id === id && open > 0);
    return gone ?? this.#live.get(id);
  }
}
