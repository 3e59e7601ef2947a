import type { Clock } from "../../clock.ts";
import type { Verdict } from "../../judging/verdict.ts";
import type { RetireReason } from "../../session/session.ts";
import { countVerdict, restMs } from "../counting.ts";
import type { PoolLimits } from "../limits.ts";
import type {
  Ask,
  Filled,
  NewSession,
  PoolStore,
  Refusal,
  ReserveOptions,
  Retired,
  SettleOptions,
  Settled,
  StoreCounts,
  Swept,
} from "../store.ts";
import { Availability } from "./availability.ts";
import { Bindings } from "./bindings.ts";
import { Expiry } from "./expiry.ts";
import { newRecord, type SessionRecord } from "./record.ts";
import { Renewals } from "./renewals.ts";
import { MemoryGrant, type MemoryVacancy } from "./tokens.ts";
import { Vacancies } from "./vacancies.ts";

const NONE: SettleOptions = Object.freeze({});
const KEPT: Settled<never> = Object.freeze({ stale: false, closable: false });
const STALE: Settled<never> = Object.freeze({ stale: true, closable: false });

/** One pool in memory. Everything answers at once. */
export class MemoryPool<State> implements PoolStore<State> {
  readonly shared = false;
  readonly #clock: Clock;
  readonly #onEmpty: () => void;
  readonly #records = new Map<string, SessionRecord<State>>();
  readonly #available: Availability<State>;
  readonly #bindings = new Bindings<State>();
  readonly #expiry: Expiry<State>;
  readonly #renewals: Renewals<State> | undefined;
  readonly #vacancies = new Vacancies<State>();
  readonly #watchers = new Set<() => void>();
  #limits: PoolLimits;
  #openers = 0;
  #fence = 0;
  #leased = 0;
  #leasedAt = Number.NEGATIVE_INFINITY;
  /** Whether sessions can outlive anything: if not, no clock is read for it. */
  #timed: boolean;

  constructor(limits: PoolLimits, clock: Clock, onEmpty: () => void) {
    this.#limits = limits;
    this.#clock = clock;
    this.#onEmpty = onEmpty;
    this.#available = new Availability(limits);
    this.#expiry = new Expiry(limits);
    this.#timed = this.#expiry.isOn;
    this.#renewals = limits.renewBeforeMs > 0 ? new Renewals(limits.renewBeforeMs) : undefined;
  }

  get limits(): PoolLimits {
    return this.#limits;
  }

  opened(): void {
    this.#openers++;
  }

  lease(ask: Ask): MemoryGrant<State> | Refusal {
    const now = this.#clock.now();
    this.#available.wake(now);
    if (ask.id !== undefined || ask.key !== undefined) return this.#leaseNamed(ask, now);
    const below = ask.vacancyFirst === true && this.#taken() < this.#limits.size.min;
    return below ? this.#refuse(now) : this.#leaseAny(ask, now);
  }

  settle(
    grant: MemoryGrant<State>,
    verdict: Verdict,
    options: SettleOptions = NONE,
  ): Settled<State> {
    if (grant.settled) return STALE;
    grant.settled = true;
    const record = grant.session;
    if (--record.leases === 0 && record.retired === undefined) this.#leased--;
    const outcome =
      record.retired === undefined
        ? this.#count(grant, verdict, options)
        : this.#settleLate(record);
    this.#changed();
    return options.next === undefined ? outcome : { ...outcome, next: this.lease(options.next) };
  }

  reserve(options: ReserveOptions): MemoryVacancy<State> | undefined {
    const live = this.#records.size;
    const { size } = this.#limits;
    // Most callers who wait ask in vain: they cost no look at the clock.
    if ("upTo" in options && this.#taken() >= size[options.upTo]) return undefined;
    const gateInMs = this.#vacancies.gateInMs(this.#clock.now());
    if ("upTo" in options)
      return this.#vacancies.reserve(live, size[options.upTo], ++this.#fence, gateInMs);
    const replaced = this.#records.get(options.replaces);
    if (replaced === undefined) return undefined;
    return this.#vacancies.reserveRenewal(live, size.max, ++this.#fence, gateInMs, replaced);
  }

  fill(vacancy: MemoryVacancy<State>, built: NewSession<State>): Filled<State> | undefined {
    if (this.#records.has(built.id)) {
      this.abandon(vacancy, "cancelled");
      return undefined;
    }
    if (!this.#vacancies.take(vacancy)) return undefined;
    this.#vacancies.badInits = 0;
    const now = this.#clock.now();
    const record = newRecord(vacancy.slot, built, now);
    this.#records.set(record.id, record);
    const renewed = vacancy.replaces;
    const replaced =
      renewed === undefined || renewed.retired !== undefined
        ? undefined
        : this.#retire(renewed, "renewed");
    const grant =
      built.lease && this.#grant(record, built.lease, now + built.pauseMs, built.pauseMs);
    if (grant === undefined) this.#available.add(record, now);
    this.#renewals?.watch(record);
    // The first session beyond `size.min` makes those before it possible surplus, too.
    const grown = this.#records.size === this.#limits.size.min + 1;
    for (const each of grown ? this.#records.values() : [record]) this.#watchExpiry(each, now);
    this.#changed();
    return { session: record, ...(grant && { grant }), ...(replaced && { replaced }) };
  }

  abandon(
    vacancy: MemoryVacancy<State>,
    outcome: "bad" | "later" | "cancelled",
    options: { readonly retryInMs?: number } = {},
  ): number {
    const vacancies = this.#vacancies;
    if (!vacancies.take(vacancy)) return vacancies.badInits;
    vacancies.slots.free(vacancy.slot);
    if (outcome === "bad") vacancies.badInits++;
    if (outcome === "later") vacancies.closeGate(this.#clock.now() + (options.retryInMs ?? 0));
    this.#changed();
    return vacancies.badInits;
  }

  forgive(): void {
    this.#vacancies.badInits = 0;
  }

  /** Nobody takes a lease of this process away. */
  renew(): readonly never[] {
    return [];
  }

  retire(id: string, reason: RetireReason): Retired<State> | undefined {
    const record = this.#records.get(id);
    if (record === undefined) return undefined;
    const retired = this.#retire(record, reason);
    this.#changed();
    return retired;
  }

  patch(id: string, state: State): boolean {
    const record = this.#records.get(id);
    if (record !== undefined) record.state = state;
    return record !== undefined;
  }

  sweep(): Swept<State> {
    const now = this.#clock.now();
    const retired: Retired<State>[] = [];
    for (;;) {
      const record = this.#expiry.due(now);
      if (record === undefined) break;
      const idle = record.leases === 0;
      const reason = idle ? this.#expiry.isOver(record, this.#records.size, now) : undefined;
      if (reason === undefined) this.#watchExpiry(record, now);
      else retired.push(this.#retire(record, reason));
    }
    if (retired.length > 0) this.#changed();
    return { retired, ...this.#nextSweep(now) };
  }

  resize(size: PoolLimits["size"]): readonly Retired<State>[] {
    const wasTimed = this.#timed;
    this.#limits = this.#expiry.limits = { ...this.#limits, size };
    this.#timed = this.#expiry.isOn;
    const retired: Retired<State>[] = [];
    for (const record of this.#records.values()) {
      if (!this.#isOverfull()) break;
      if (record.leases === 0) retired.push(this.#retire(record, "resize"));
    }
    const now = this.#clock.now();
    for (const record of this.#records.values()) {
      if (!wasTimed) record.idleSince = now;
      this.#watchExpiry(record, now);
    }
    this.#changed();
    return retired;
  }

  get(id: string): SessionRecord<State> | undefined {
    return this.#records.get(id);
  }

  list(): readonly SessionRecord<State>[] {
    return [...this.#records.values()];
  }

  counts(): StoreCounts {
    this.#available.wake(this.#clock.now());
    const live = this.#records.size;
    let resting = 0;
    if (this.#available.anyResting)
      for (const record of this.#records.values())
        if (record.place === "resting" && record.leases === 0) resting++;
    return {
      live,
      starting: this.#vacancies.starting,
      ready: live - this.#leased - resting,
      leased: this.#leased,
      resting,
      vacancies: this.#vacant(),
    };
  }

  watch(listener: () => void): () => void {
    this.#watchers.add(listener);
    return () => void this.#watchers.delete(listener);
  }

  close(): readonly Retired<State>[] {
    if (--this.#openers > 0) return [];
    this.#onEmpty();
    return this.list().map((record) => this.#retire(record, "closed"));
  }

  #leaseAny(ask: Ask, now: number): MemoryGrant<State> | Refusal {
    const record = this.#available.next(ask);
    return record === undefined ? this.#refuse(now) : this.#leaseFree(record, ask, now);
  }

  #leaseNamed(ask: Ask, now: number): MemoryGrant<State> | Refusal {
    const { key, id } = ask;
    const record = id === undefined ? this.#bindings.get(key as string) : this.#records.get(id);
    if (record === undefined) return this.#leaseMissing(ask, now);
    if (record.place === "rotation") return this.#leaseFree(record, ask, now);
    const readyInMs = record.place === "resting" ? record.heapKey - now : Number.POSITIVE_INFINITY;
    return { ...this.#refuse(now), readyInMs, boundTo: record.id };
  }

  #leaseMissing(ask: Ask, now: number): MemoryGrant<State> | Refusal {
    const { key } = ask;
    if (key !== undefined && !this.#bindings.isLost(key)) return this.#leaseAny(ask, now);
    const onMissing = ask.onMissing ?? (key === undefined ? "fail" : "replace");
    if (onMissing === "any") return this.#leaseAny({ ...ask, key: undefined, id: undefined }, now);
    if (onMissing === "replace" && key !== undefined) return this.#leaseAny(ask, now);
    return { ...this.#refuse(now), missing: true };
  }

  #leaseFree(record: SessionRecord<State>, ask: Ask, now: number): MemoryGrant<State> | Refusal {
    if (!this.#timed || this.#expiry.outlived(record, now) === undefined)
      return this.#grant(record, ask, now, 0);
    if (record.leases === 0) return { ...this.#refuse(now), sweep: true };
    // Too old, and still in use: its last settle retires it.
    this.#available.remove(record);
    return this.lease(ask);
  }

  #refuse(now: number): Refusal {
    return {
      granted: false,
      readyInMs: this.#available.readyInMs(now),
      vacancies: this.#vacant(),
      live: this.#records.size,
    };
  }

  #grant(
    record: SessionRecord<State>,
    ask: Ask,
    at: number,
    startsInMs: number,
  ): MemoryGrant<State> {
    this.#available.remove(record);
    if (record.leases++ === 0) this.#leased++;
    record.uses++;
    record.leasedAt = this.#leasedAt = at;
    if (ask.pauseMs !== undefined && ask.pauseMs > 0) record.readyAt = at + ask.pauseMs;
    if (ask.key !== undefined) this.#bindings.bind(ask.key, record);
    this.#available.add(record, at);
    return new MemoryGrant(record, ++this.#fence, startsInMs);
  }

  /** Counts a verdict on a live session, and retires it if that was one too many. */
  #count(grant: MemoryGrant<State>, verdict: Verdict, options: SettleOptions): Settled<State> {
    const record = grant.session;
    const timed =
      this.#timed || verdict === "throttled" || record.readyAt !== Number.NEGATIVE_INFINITY;
    const now = timed ? this.#clock.now() : Number.NEGATIVE_INFINITY;
    const counted = countVerdict(record, verdict, this.#limits);
    if (verdict === "throttled") this.#rest(grant, options.retryAfterMs, now);
    else if (verdict !== "unused") this.#restEnds(grant);
    // Given back before its first pause was over: that one is left to wait, not another after it.
    else if (timed && now < record.leasedAt) record.readyAt = record.leasedAt;
    const reason = options.retire ?? counted ?? this.#worn(record, now);
    if (reason !== undefined) {
      const retired = this.#retire(record, reason);
      return { stale: false, retired, closable: retired.leases === 0 };
    }
    if (verdict !== "unused") record.idleSince = now;
    // Looked at while it was leased, it was given time for a use that did not come.
    else if (record.leases === 0 && this.#timed) this.#watchExpiry(record, now);
    if (options.rank !== undefined) record.rank = options.rank;
    this.#available.settled(record, now);
    return KEPT;
  }

  /** Its verdict no longer matters to the pool. */
  #settleLate(record: SessionRecord<State>): Settled<State> {
    const closable = record.leases === 0;
    if (closable) this.#vacancies.slots.free(record.slot);
    return { stale: false, closable };
  }

  /** Leases granted before a rest began do not lengthen it: the answers of one burst are one rest. */
  #rest(grant: MemoryGrant<State>, retryAfterMs: number | undefined, now: number): void {
    const record = grant.session;
    if (grant.fence <= record.restFence) return;
    record.restFence = this.#fence;
    record.throttles++;
    record.readyAt = Math.max(
      record.readyAt,
      now + restMs(this.#limits, record.throttles, retryAfterMs),
    );
    this.#available.remove(record);
  }

  /** A lease granted before the rest began says nothing about what came after it. */
  #restEnds({ session, fence }: MemoryGrant<State>): void {
    if (fence > session.restFence) session.throttles = 0;
  }

  /** A limit reached while the session was leased. */
  #worn(record: SessionRecord<State>, now: number): RetireReason | undefined {
    if (record.uses >= this.#limits.maxUses) return "uses";
    if (now >= record.expiresAt) return "age";
    return this.#isOverfull() ? "resize" : undefined;
  }

  #retire(record: SessionRecord<State>, reason: RetireReason): Retired<State> {
    this.#available.remove(record);
    this.#records.delete(record.id);
    record.retired = reason;
    this.#bindings.release(record);
    this.#expiry.forget(record);
    this.#renewals?.forget(record);
    this.#vacancies.renewedIsGone(record);
    if (record.leases === 0) this.#vacancies.slots.free(record.slot);
    else this.#leased--;
    return { session: record, reason, leases: record.leases };
  }

  #watchExpiry(record: SessionRecord<State>, now: number): void {
    this.#expiry.watch(record, this.#records.size, now);
  }

  #nextSweep(now: number): Omit<Swept<State>, "retired"> {
    const nextInMs = this.#expiry.nextInMs(now);
    const renewals = this.#renewals;
    if (renewals?.next === undefined || this.#vacancies.renewing) return { nextInMs };
    const renewInMs = renewals.nextInMs(now);
    if (renewInMs > 0) return { nextInMs: Math.min(nextInMs, renewInMs) };
    const idleMs = this.#leased > 0 ? 0 : now - this.#leasedAt;
    const inUse = idleMs <= this.#limits.renewBeforeMs;
    return inUse ? { nextInMs, renew: renewals.next } : { nextInMs, renewOnUse: true };
  }

  #taken(): number {
    return this.#vacancies.taken(this.#records.size);
  }

  #vacant(): number {
    return Math.max(0, this.#limits.size.max - this.#taken());
  }

  #isOverfull(): boolean {
    return this.#taken() > this.#limits.size.max;
  }

  #changed(): void {
    if (this.#openers > 1) for (const listener of this.#watchers) listener();
  }
}
