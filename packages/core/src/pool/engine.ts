import { isSessionaryError, type SessionaryError } from "../errors/sessionary-error.ts";
import type { Judged } from "../judging/judge.ts";
import { andThen, isPromise } from "../maybe-promise.ts";
import type { Session } from "../session/session.ts";
import { taken } from "../store/taken.ts";
import type { Filled, Grant, Retired, Settled, SettleOptions, Vacancy } from "../store/store.ts";
import type { MaybePromise } from "../types.ts";
import { Builder, type BuilderHost } from "./builder.ts";
import type { Demand, Trigger } from "./demand.ts";
import type { DispatcherHost } from "./dispatcher-host.ts";
import { Dispatcher } from "./dispatcher.ts";
import { FirstPauses } from "./first-pauses.ts";
import { BELOW_MAX } from "./reservations.ts";
import { PoolLease, SETTLED, type LeaseHome } from "./lease.ts";
import { Leases } from "./leases.ts";
import type { PoolParts } from "./pool-parts.ts";
import { Upkeep, type UpkeepHost } from "./upkeep.ts";

/** Of a grant that never became a lease: nobody was told that it was granted, so nobody is told that it ends. */
const GIVEN_BACK: Judged = Object.freeze({ verdict: "unused" });
/** Retirements that make a pool smaller on purpose, or have their replacement already. */
const UNREPLACED: ReadonlySet<string> = new Set(["surplus", "resize", "renewed", "closed"]);

/**
 * Wires the parts of an open pool together: what a settle, a retirement or a failure means for the others. Each part knows only this
 * one, by the little interface it asks for.
 */
export class Engine<State, Request, Response>
  implements
    LeaseHome<State, Request>,
    BuilderHost<State, Request>,
    DispatcherHost<State, Request>,
    UpkeepHost<State>
{
  readonly parts: PoolParts<State, Request, Response>;
  readonly builder: Builder<State, Request, Response>;
  readonly dispatcher: Dispatcher<State, Request, Response>;
  readonly leases: Leases<State, Request>;
  readonly upkeep: Upkeep<State, Request, Response>;
  readonly #firstPauses: FirstPauses;
  readonly #unwatch: () => void;
  /** Closes the pool from inside. */
  readonly #onStop: (reason: string) => void;

  constructor(parts: PoolParts<State, Request, Response>, onStop: (reason: string) => void) {
    const { clock, maxLeaseMs, leaseWarningMs } = parts.options;
    this.parts = parts;
    this.#onStop = onStop;
    this.#firstPauses = new FirstPauses(clock);
    this.builder = new Builder(parts, this);
    this.dispatcher = new Dispatcher(parts, this.builder, this);
    this.upkeep = new Upkeep(parts, this);
    this.leases = new Leases(clock, {
      maxLeaseMs,
      leaseWarningMs,
      warn: (lease, stack) => this.#overdue(lease, leaseWarningMs, false, stack),
      expire: (lease, stack) => this.#expireLease(lease, maxLeaseMs, stack),
    });
    parts.waiting = () => this.dispatcher.waiting;
    this.#unwatch = parts.store.watch(
      () => this.#refresh(),
      (session) => this.#goneElsewhere(session),
      (session) => parts.dispose(session),
    );
  }

  get hasCallers(): boolean {
    return this.dispatcher.hasCallers;
  }

  lease(
    grant: Grant<State>,
    trigger: Partial<Trigger<Request>> | undefined,
    stack: string | undefined,
  ): PoolLease<State, Request> {
    const { events } = this.parts;
    const lease = new PoolLease(this, grant, trigger);
    this.leases.add(lease, stack);
    this.upkeep.hold();
    this.builder.lastRequest ??= trigger?.request;
    events.to("lease:granted")?.({ id: grant.session.id });
    if (this.upkeep.renewOnUse) this.upkeep.watch();
    return lease;
  }

  settle(lease: PoolLease<State, Request>, judged: Judged): Promise<void> {
    this.leases.remove(lease);
    return this.#settle(lease.grant, lease.trigger, judged);
  }

  giveBack(grant: Grant<State>): void {
    this.#settle(grant, undefined, GIVEN_BACK).catch((error: unknown) => this.storeFailed(error));
  }

  /** Sessions that will serve whoever waits: they are being built, or pause before their first use. */
  get coming(): number {
    return this.builder.unbound + this.#firstPauses.size;
  }

  built(
    bound: Demand<State, Request> | undefined,
    { session, grant }: Filled<State>,
    pauseMs: number,
  ): void {
    if (pauseMs > 0 && grant === undefined) this.#firstPauses.add(session.id, pauseMs);
    this.dispatcher.built(bound, grant);
    this.upkeep.watch();
    this.upkeep.hold();
  }

  unbound(demand: Demand<State, Request>): void {
    this.dispatcher.unbound(demand);
  }

  shed(): void {
    this.background(this.shrinkBuilds(this.parts.store.limits.size.max));
  }

  /** Gives up what is built beyond that size and nobody is bound to. */
  shrinkBuilds(max: number): MaybePromise<unknown> {
    const { store } = this.parts;
    return andThen(store.counts(), (counts) => {
      const over = taken(counts, store.limits) - max;
      const error = this.parts.error("ERR_POOL_FULL", `the pool shrinks to ${max}`);
      return over > 0 ? this.builder.cancelUnbound(over, error) : undefined;
    });
  }

  changed(): void {
    this.dispatcher.changed();
    this.upkeep.watch();
  }

  retired(retired: Retired<State>, trigger?: Partial<Trigger<Request>>): void {
    this.#left(retired);
    this.#refill(retired, trigger);
  }

  /** Counts and tells a retirement, and frees what nobody uses any more. */
  report({ session, reason, leases, absent }: Retired<State>): void {
    const { counters, events } = this.parts;
    const { id, slot, uses } = session;
    counters.retired(reason);
    events.to("session:retired")?.({ id, slot, reason, uses });
    if (leases === 0 && !absent) this.parts.dispose(session);
  }

  /** Builds the replacement of a session before it is too old. */
  renew(session: Session<State>): void {
    const reserved = { replaces: session.id };
    this.#reserve(reserved, this.#triggerOf(session));
  }

  sweep(): MaybePromise<void> {
    return this.upkeep.sweep();
  }

  fail(badInits: number, cause: unknown, detail: string | undefined): void {
    const { lifecycle, events } = this.parts;
    const last = detail === undefined ? "" : ` (the last: ${detail})`;
    const what = `${badInits} bad inits in a row${last}; if every session fails, suspect \`init\` or \`check\` first`;
    const error = this.parts.error("ERR_TOO_MANY_BAD_INITS", what, { cause });
    if (!lifecycle.fail(error)) return;
    this.background(this.builder.cancelAll(error));
    this.dispatcher.refuseAll(error);
    events.to("pool:failed")?.({ error });
  }

  stop(reason: string): void {
    this.#onStop(reason);
  }

  held(): readonly (Grant<State> | Vacancy)[] {
    return [...this.leases.all().map((lease) => lease.grant), ...this.builder.vacancies];
  }

  lost(held: Grant<State> | Vacancy): void {
    if (held.granted === "vacancy") {
      this.builder.lose(held, this.#lostError("the vacancy"));
      return;
    }
    const lease = this.leases.all().find((each) => each.grant === held);
    if (lease === undefined) return;
    this.leases.remove(lease);
    lease.end(this.#lostError(`the lease of session ${held.session.id}`));
    this.#tellLost(held.session.id);
  }

  hold(): void {
    this.upkeep.hold();
  }

  unbuilt(bound: Demand<State, Request> | undefined, error: SessionaryError): void {
    this.dispatcher.unbuilt(bound, error);
  }

  storeFailed(cause: unknown): SessionaryError {
    const error = this.storeError(cause);
    this.parts.events.to("pool:store-failed")?.({ error });
    return error;
  }

  storeError(cause: unknown): SessionaryError<"ERR_STORE"> {
    if (isSessionaryError(cause, "ERR_STORE")) return cause;
    return this.parts.error("ERR_STORE", "the store failed", { cause });
  }

  /** What a caller asked of the store. */
  async ask<T>(answer: MaybePromise<T>): Promise<T> {
    try {
      return await answer;
    } catch (cause) {
      throw this.storeError(cause);
    }
  }

  /** What went on in the background of a call. */
  background(work: MaybePromise<unknown>): void {
    if (isPromise(work)) work.catch((error: unknown) => this.storeFailed(error));
  }

  /** Nothing wakes the pool any more. */
  end(): void {
    this.#unwatch();
    this.upkeep.stop();
  }

  /** Tells when the store's limits are not those of this pool's options. */
  compareLimits(): void {
    const { store, options, events } = this.parts;
    const { limits: asked } = options;
    const inForce = store.limits;
    if (JSON.stringify(asked) === JSON.stringify(inForce)) return;
    // A turn later: whoever made the pool must be able to listen.
    queueMicrotask(() => events.to("pool:limits-differ")?.({ asked, inForce }));
  }

  #settle(
    grant: Grant<State>,
    trigger: Partial<Trigger<Request>> | undefined,
    judged: Judged,
  ): Promise<void> {
    const { store, lifecycle } = this.parts;
    const mayGoOn = lifecycle.isOpen && judged.verdict !== "stop";
    const next = mayGoOn ? this.dispatcher.candidate(grant.session.id) : undefined;
    const answer = store.settle(grant, judged.verdict, this.#settleOptions(grant, judged, next));
    if ("stale" in answer) return this.#settled(grant, trigger, judged, answer, next);
    if (next !== undefined) {
      const asked = answer.then((settled) => settled.next ?? store.lease(next.ask));
      void this.dispatcher.answer(next, asked);
    }
    return answer.then(
      (settled) => this.#settled(grant, trigger, judged, settled, undefined),
      (error: unknown) => {
        throw this.storeError(error);
      },
    );
  }

  #settleOptions(
    { session }: Grant<State>,
    judged: Judged,
    next: Demand<State, Request> | undefined,
  ): SettleOptions | undefined {
    const { rank } = this.parts.options;
    const { verdict, retryAfterMs, retireAs: retire } = judged;
    if (next === undefined && verdict !== "throttled" && retire === undefined && rank === undefined)
      return undefined;
    return {
      retryAfterMs,
      retire,
      next: next?.ask,
      rank: rank && this.parts.rankAfter(session, verdict),
    };
  }

  #settled(
    grant: Grant<State>,
    trigger: Partial<Trigger<Request>> | undefined,
    judged: Judged,
    settled: Settled<State>,
    next: Demand<State, Request> | undefined,
  ): Promise<void> {
    const { session } = grant;
    if (settled.stale) {
      this.#tellLost(session.id);
      return Promise.reject(this.#lostError(`the lease of session ${session.id}`));
    }
    const { counters, events } = this.parts;
    counters.settled(judged);
    const { verdict, reason } = judged;
    if (judged !== GIVEN_BACK) events.to("lease:settled")?.({ id: session.id, verdict, reason });
    // Before the session is free for anybody: all who wait are refused.
    if (verdict === "stop") this.stop(reason ?? "stop");
    // Before the next caller is answered, who may build a session under the very same id.
    if (settled.retired !== undefined) this.#left(settled.retired);
    if (next !== undefined && settled.next !== undefined)
      void this.dispatcher.answer(next, settled.next);
    if (settled.retired !== undefined) this.#refill(settled.retired, trigger);
    else if (settled.closable) this.parts.dispose(session);
    else if (!(settled.next?.granted === true && settled.next.session === session))
      this.dispatcher.freed(session.id);
    return SETTLED;
  }

  #left(retired: Retired<State>): void {
    this.report(retired);
    this.#gone(retired.session.id);
  }

  /** The process that retired the session counts it, tells it and replaces it; here its copy is freed. */
  #goneElsewhere(session: Session<State>): void {
    this.parts.dispose(session);
    this.#gone(session.id);
    this.#refresh();
  }

  #gone(id: string): void {
    this.#firstPauses.delete(id);
    this.dispatcher.gone(id);
  }

  /** Another process did something. A turn later: the store may be in the middle of a call. */
  #refresh(): void {
    queueMicrotask(() => {
      if (this.parts.lifecycle.isOpen) this.dispatcher.refresh();
    });
  }

  #refill(retired: Retired<State>, trigger: Partial<Trigger<Request>> | undefined): void {
    if (!UNREPLACED.has(retired.reason)) this.#replace(retired.session, trigger);
    this.dispatcher.changed();
  }

  #replace(session: Session<State>, trigger: Partial<Trigger<Request>> | undefined): void {
    const { lifecycle, options } = this.parts;
    const { waiting } = this.dispatcher;
    const wanted =
      options.fill === "eager"
        ? waiting > 0 || session.lastLeasedAt !== undefined
        : waiting > this.coming;
    if (!wanted || !lifecycle.admits) return;
    if (lifecycle.isOpen && this.dispatcher.wanted.buildNext()) return;
    const { request, variant } = trigger ?? this.#triggerOf(session);
    this.#reserve(BELOW_MAX, { request, variant });
  }

  /** Where no request brought it about, the latest that had a session built stands in; if none was, one that has used a session. */
  #triggerOf({ variant }: Session<State>): Trigger<Request> {
    return { request: this.builder.lastRequest, variant };
  }

  #reserve(reserved: { upTo: "max" } | { replaces: string }, trigger: Trigger<Request>): void {
    const reserving = andThen(this.parts.store.reserve(reserved), (vacancy) => {
      if (vacancy !== undefined) this.builder.start(trigger, vacancy, reserved);
    });
    this.background(reserving);
  }

  #overdue(
    lease: PoolLease<State, Request>,
    heldMs: number,
    ended: boolean,
    stack: string | undefined,
  ): void {
    const { id } = lease.session;
    this.parts.events.to("lease:overdue")?.({ id, heldMs, ended, stack });
  }

  #expireLease(lease: PoolLease<State, Request>, heldMs: number, stack: string | undefined): void {
    this.leases.remove(lease);
    lease.end(this.#lostError(`the lease of session ${lease.session.id}, held for ${heldMs} ms,`));
    this.#overdue(lease, heldMs, true, stack);
    this.background(
      this.#settle(lease.grant, lease.trigger, { verdict: "inconclusive", retireAs: "overdue" }),
    );
  }

  #lostError(what: string): SessionaryError<"ERR_LEASE_LOST"> {
    return this.parts.error("ERR_LEASE_LOST", `${what} is lost`);
  }

  #tellLost(id: string): void {
    this.parts.events.to("lease:lost")?.({ id });
  }
}
