import type { SessionaryError } from "../errors/sessionary-error.ts";
import { andThen, isPromise } from "../maybe-promise.ts";
import type { RetireReason } from "../session/session.ts";
import type { PoolLimits } from "../store/limits.ts";
import { BuildGroup } from "./build-group.ts";
import type { Trigger } from "./demand.ts";
import type { Engine } from "./engine.ts";

/** How a pool is to end. */
interface Closing {
  readonly code: "ERR_POOL_CLOSED" | "ERR_POOL_STOPPED";
  readonly drainTimeoutMs: number;
  readonly reason: string | undefined;
  /** Resolves when nothing is on its way into the pool. */
  readonly moved: () => Promise<void> | undefined;
}

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
    await this.#engine.ask(this.#engine.shrinkBuilds(size.max));
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
    const goOn = (): void => {
      this.#engine.dispatcher.toggled();
      // A renewal that was due may have come to nothing.
      this.#engine.upkeep.watch();
    };
    this.#engine.background(andThen(store.forgive(), goOn));
    events.to("pool:resumed")?.({});
  }

  /** Refuses who waits, drains who works, ends who will not, and frees everything, as far as the store lets it. */
  async close({ code, drainTimeoutMs, reason, moved }: Closing): Promise<void> {
    const { parts, builder, dispatcher, upkeep, leases } = this.#engine;
    const { lifecycle, store, events } = parts;
    const verb = code === "ERR_POOL_CLOSED" ? "closed" : "stopped";
    const why = reason === undefined ? "" : `: ${reason}`;
    const error = parts.error(code, `the pool is ${verb}${why}`, reason ? { reason } : {});
    if (!lifecycle.close(error)) return;
    events.to("pool:closing")?.({ error });
    upkeep.stopSweeping();
    const failures: unknown[] = [];
    const attempt = async (step: () => unknown): Promise<void> => {
      try {
        await step();
      } catch (cause) {
        failures.push(cause);
      }
    };
    const steps = [
      attempt(() => builder.cancelAll(error)),
      attempt(() => dispatcher.refuseAll(error)),
      attempt(moved),
    ];
    await leases.drained(drainTimeoutMs);
    const ended = this.#endLeases(error);
    await Promise.all([...steps, ...ended.map((settled) => attempt(() => settled))]);
    await attempt(async () => {
      const left = await store.close();
      for (const retired of left) this.#engine.report({ ...retired, leases: 0 });
    });
    this.#engine.end();
    lifecycle.closed();
    events.to("pool:closed")?.({ reason });
    await parts.disposed();
    if (failures.length > 0) throw this.#engine.storeError(failures[0]);
  }

  /** Ends every lease before any is settled: a store that is slow or fails keeps no holder waiting. */
  #endLeases(error: SessionaryError): Promise<void>[] {
    const { leases, parts } = this.#engine;
    const open = leases.all();
    for (const lease of open) {
      leases.remove(lease);
      lease.end(error);
    }
    return open.map(async (lease) => {
      const settled = await parts.store.settle(lease.grant, "inconclusive");
      if (settled.retired !== undefined) this.#engine.report(settled.retired);
      else if (settled.closable) parts.dispose(lease.session);
    });
  }
}
