import type { SessionaryError } from "../errors/sessionary-error.ts";
import { andThen, isPromise } from "../maybe-promise.ts";
import type { RetireReason } from "../session/session.ts";
import type { PoolLimits } from "../store/limits.ts";
import { BuildGroup } from "./build-group.ts";
import type { Trigger } from "./demand.ts";
import type { Engine } from "./engine.ts";

/** What users command a pool to do, beside leasing. */
export class Control<State, Request, Response> {
  readonly #engine: Engine<State, Request, Response>;

  constructor(engine: Engine<State, Request, Response>) {
    this.#engine = engine;
  }

  /** Builds `count` sessions, or all that are missing; resolves when they are there. */
  async warm(count: number | undefined, trigger: Trigger<Request>): Promise<void> {
    const { lifecycle, store } = this.#engine.parts;
    if (lifecycle.error !== undefined) throw lifecycle.error;
    const reserved = { upTo: count === undefined ? ("min" as const) : ("max" as const) };
    const group = new BuildGroup();
    const plan = { ...trigger, group };
    if (count === undefined) this.#engine.builder.join(group);
    for (let left = count ?? Infinity; left > 0 && lifecycle.admits; left--) {
      const answer = store.reserve(reserved);
      const vacancy = isPromise(answer) ? await this.#engine.ask(answer) : answer;
      if (vacancy === undefined) break;
      this.#engine.builder.start(plan, vacancy, reserved);
    }
    await group.ended();
    // An init may have ended the pool before the next was begun.
    if (lifecycle.error !== undefined) throw lifecycle.error;
  }

  async retire(id: string, reason: RetireReason): Promise<boolean> {
    const answer = this.#engine.parts.store.retire(id, reason);
    const retired = isPromise(answer) ? await this.#engine.ask(answer) : answer;
    if (retired !== undefined) this.#engine.retired(retired);
    return retired !== undefined;
  }

  async resize(size: PoolLimits["size"]): Promise<void> {
    const { store, lifecycle } = this.#engine.parts;
    if (lifecycle.isClosing) throw lifecycle.error;
    const { live, starting } = await this.#engine.ask(store.counts());
    const over = live + starting - size.max;
    const error = this.#engine.parts.error("ERR_POOL_FULL", `the pool shrinks to ${size.max}`);
    if (over > 0) await this.#engine.ask(this.#engine.builder.cancelUnbound(over, error));
    for (const retired of await this.#engine.ask(store.resize(size))) this.#engine.retired(retired);
    this.#engine.changed();
  }

  pause(): void {
    const { lifecycle, events } = this.#engine.parts;
    if (!lifecycle.pause()) return;
    this.#engine.dispatcher.toggled();
    events.to("pool:paused")?.({});
  }

  resume(): void {
    const { lifecycle, events, store } = this.#engine.parts;
    if (!lifecycle.resume()) return;
    this.#engine.background(andThen(store.forgive(), () => this.#engine.dispatcher.toggled()));
    events.to("pool:resumed")?.({});
  }

  /** Refuses who waits, drains who works, ends who will not, and frees everything. */
  async close(
    code: "ERR_POOL_CLOSED" | "ERR_POOL_STOPPED",
    drainTimeoutMs: number,
    reason: string | undefined,
  ): Promise<void> {
    const { lifecycle, store, events } = this.#engine.parts;
    const verb = code === "ERR_POOL_CLOSED" ? "closed" : "stopped";
    const why = reason === undefined ? "" : `: ${reason}`;
    const error = this.#engine.parts.error(
      code,
      `the pool is ${verb}${why}`,
      reason ? { reason } : {},
    );
    if (!lifecycle.close(error)) return;
    events.to("pool:closing")?.({ error });
    this.#engine.upkeep.stop();
    const cancelled = this.#engine.builder.cancelAll(error);
    this.#engine.dispatcher.refuseAll(error);
    try {
      await cancelled;
      await this.#engine.leases.drained(drainTimeoutMs);
      await this.#endLeases(error);
      const left = await store.close();
      for (const retired of left) this.#engine.report({ ...retired, leases: 0 });
    } catch (cause) {
      throw this.#engine.storeError(cause);
    } finally {
      this.#engine.end();
      lifecycle.closed();
      events.to("pool:closed")?.({ reason });
    }
    await this.#engine.parts.disposed();
  }

  async #endLeases(error: SessionaryError): Promise<void> {
    for (const lease of this.#engine.leases.all()) {
      this.#engine.leases.remove(lease);
      lease.end(error);
      const settled = await this.#engine.parts.store.settle(lease.grant, "inconclusive");
      if (settled.retired !== undefined) this.#engine.report(settled.retired);
      else if (settled.closable) this.#engine.parts.dispose(lease.session);
    }
  }
}
