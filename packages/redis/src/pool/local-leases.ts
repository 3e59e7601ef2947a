import type { Ask, Clock, SettleOptions, Verdict } from "@sessionary/core";
import { Alarm } from "./alarm.ts";
import type { RemoteSession } from "./remote-session.ts";
import { RedisGrant } from "./tokens.ts";

/** For how long nothing that is leased is kept after others have asked to share, in milliseconds: longer than they wait before they ask again. */
const SHARING_MS = 250;

/** What local leases go by. */
export interface LocalSettings {
  /** How long a lease is kept under the limits in force; 0 for not at all. */
  readonly keepMs: () => number;
  readonly clock: Clock;
  readonly elapsed: () => number;
}

/** Leases that a worker keeps, to use their sessions again without asking Redis. Redis gives them to nobody else until they are given back. */
export class LocalLeases<State> {
  readonly #settings: LocalSettings;
  /** The next to be used first. */
  readonly #kept = new Map<RemoteSession<State>, RedisGrant<State>>();
  readonly #alarm: Alarm;
  #giveBack: (grant: RedisGrant<State>) => Promise<unknown> = () => Promise.resolve();
  /** When others asked to share last. */
  #sharedAt = Number.NEGATIVE_INFINITY;
  /** Whether there was no room for one session more when Redis was asked last. */
  #isFull = false;
  #isClosed = false;

  constructor(settings: LocalSettings) {
    this.#settings = settings;
    this.#alarm = new Alarm(settings.clock, () => this.#giveOldBack());
  }

  get isOn(): boolean {
    return this.#settings.keepMs() > 0;
  }

  get keepsAny(): boolean {
    return this.#kept.size > 0;
  }

  attach(giveBack: (grant: RedisGrant<State>) => Promise<unknown>): void {
    this.#giveBack = giveBack;
  }

  /** A session that is kept here, if any will do. */
  lease(ask: Ask): RedisGrant<State> | undefined {
    if (this.#kept.size === 0 || !isAny(ask)) return undefined;
    if (ask.vacancyFirst === true && !this.#isFull) return undefined;
    const now = this.#settings.elapsed();
    for (const [session, grant] of this.#kept) {
      if (ask.exclude?.includes(session.id) === true || now >= this.#untilOf(grant)) continue;
      this.#kept.delete(session);
      return this.#again(grant);
    }
    return undefined;
  }

  /** Keeps a lease that is being settled. Answers whether it did. */
  keep(grant: RedisGrant<State>, verdict: Verdict, options: SettleOptions): boolean {
    const { session } = grant;
    const { retire, rank } = options;
    const isPlain = verdict === "ok" && retire === undefined && rank === undefined;
    if (!isPlain || !grant.mayBeKept || session.isGone || session.leases > 1) return false;
    const now = this.#settings.elapsed();
    if (this.#isClosed || now >= this.#untilOf(grant)) return false;
    // What was in use when others asked to share is theirs, however long its use took.
    if (grant.leasedFrom <= this.#sharedAt + SHARING_MS) return false;
    this.#kept.set(session, grant);
    this.#alarm.set(this.#untilOf(grant) - now);
    return true;
  }

  /** It is settled after all. */
  takeBack({ session }: RedisGrant<State>): void {
    this.#kept.delete(session);
  }

  /** Redis has granted a lease. */
  granted(ask: Ask | undefined): void {
    if (ask?.vacancyFirst === true) this.#isFull = true;
  }

  /** Redis has refused one: something has changed. */
  refused(): void {
    this.#isFull = false;
  }

  /** Others wait. */
  share(): void {
    if (!this.isOn) return;
    this.#sharedAt = this.#settings.elapsed();
    this.#return([...this.#kept.values()]);
  }

  /** The session has left the pool. */
  drop(session: RemoteSession<State>): void {
    this.#isFull = false;
    const grant = this.#kept.get(session);
    if (grant !== undefined) this.#return([grant]);
  }

  async giveAllBack(): Promise<void> {
    await this.#returnAll([...this.#kept.values()]);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#alarm.clear();
    await this.giveAllBack();
  }

  #again(grant: RedisGrant<State>): RedisGrant<State> {
    const { session, fence, leasedFrom, heldUntil, usesBefore } = grant;
    session.uses += 1;
    return new RedisGrant(session, fence, 0, leasedFrom, heldUntil, usesBefore + 1);
  }

  /** Until its time is over, or its session is too old. */
  #untilOf({ session, leasedFrom }: RedisGrant<State>): number {
    return Math.min(leasedFrom + this.#settings.keepMs(), session.expiresAt);
  }

  #giveOldBack(): void {
    const now = this.#settings.elapsed();
    const old: RedisGrant<State>[] = [];
    for (const grant of this.#kept.values()) {
      const until = this.#untilOf(grant);
      if (now >= until) old.push(grant);
      else this.#alarm.set(until - now);
    }
    this.#return(old);
  }

  #return(grants: readonly RedisGrant<State>[]): void {
    // What cannot be given back returns when its lease times out.
    this.#returnAll(grants).catch(() => undefined);
  }

  async #returnAll(grants: readonly RedisGrant<State>[]): Promise<void> {
    for (const { session } of grants) this.#kept.delete(session);
    await Promise.all(grants.map((grant) => this.#giveBack(grant)));
  }
}

/** No wish but that a session is not one of those tried before. */
function isAny({ key, id, pauseMs = 0 }: Ask): boolean {
  return key === undefined && id === undefined && pauseMs === 0;
}
