import type { Clock } from "../clock.ts";
import type { SessionaryError } from "../errors/sessionary-error.ts";
import { sumStats } from "../observe/counters.ts";
import type { PoolStats } from "../observe/stats.ts";
import { Alarm } from "../pool/alarm.ts";
import type { CloseOptions, SessionPool, Task, UseOptions } from "../pool/session-pool.ts";
import type { MaybePromise } from "../types.ts";
import { ClientListeners } from "./client-listeners.ts";
import { RoomQueue } from "./room-queue.ts";

/** A pool that tells its client whether it may be closed. */
export interface KeptPool<State, Request, Response> extends SessionPool<State, Request, Response> {
  /** Whether a caller of this process holds a lease, or waits for one: `stats()` may be old, and counts other processes, too. */
  readonly isInUse: boolean;
  /** Runs a task whose result is not judged. */
  useUnjudged<Result>(
    task: Task<Result, State, Request>,
    options?: UseOptions<Request>,
  ): Promise<Result>;
}

/** An open pool of a client, and how it is used. */
export interface PoolEntry<State, Request, Response> {
  readonly name: string;
  readonly pool: KeptPool<State, Request, Response>;
  /** Requests that have taken it and not given it back. */
  users: number;
  /** When the last request gave it back: the time, and how many had before. */
  usedAt: number;
  turn: number;
}

/** How a client keeps its pools. */
export interface PoolKeeping {
  readonly clock: Clock;
  readonly poolIdleMs: number;
  readonly maxPools: number;
}

/** The pools of a client by name. Closes those nobody uses, when time or room is up. */
export class ClientPools<State, Request, Response> {
  readonly listeners: ClientListeners<SessionPool<State, Request, Response>> =
    new ClientListeners();
  readonly #keeping: PoolKeeping;
  readonly #open = new Map<string, PoolEntry<State, Request, Response>>();
  readonly #closing = new Map<SessionPool<State, Request, Response>, Promise<void>>();
  readonly #queue = new RoomQueue<PoolEntry<State, Request, Response>>();
  readonly #idle: Alarm;
  /** What the pools have counted that are closed and gone. */
  #gone: PoolStats = sumStats([]);
  #turn = 0;
  #unwatch: (() => void)[] = [];

  constructor(keeping: PoolKeeping) {
    this.#keeping = keeping;
    this.#idle = new Alarm(keeping.clock, () => this.#closeIdle(), { holdsProcess: false });
  }

  get(name: string): SessionPool<State, Request, Response> | undefined {
    const pool = this.#open.get(name)?.pool;
    return pool && isOpen(pool) ? pool : undefined;
  }

  list(): SessionPool<State, Request, Response>[] {
    return [...this.#open.values()].map(({ pool }) => pool).filter(isOpen);
  }

  /** Everything counted so far by any pool. */
  total(): PoolStats {
    const open = [...this.#open.values()].map(({ pool }) => pool);
    const counting = [...this.#closing.keys(), ...open].map((pool) => pool.stats());
    return sumStats([this.#gone, ...counting]);
  }

  /** Takes the pool of that name for one request, which must give it back. Somebody else may have closed it. */
  take(name: string): PoolEntry<State, Request, Response> | undefined {
    const entry = this.#open.get(name);
    if (entry !== undefined) entry.users++;
    return entry;
  }

  /** The same for a pool that may not be there yet: opens it when there is room. */
  takeNew(
    name: string,
    open: () => KeptPool<State, Request, Response>,
    signal: AbortSignal | undefined,
  ): MaybePromise<PoolEntry<State, Request, Response>> {
    const grant = (): PoolEntry<State, Request, Response> =>
      this.take(name) ?? this.#add(name, open());
    this.#admit();
    if (this.#makeRoom()) return grant();
    this.#watch();
    return this.#queue.wait(name, grant, signal);
  }

  /** Ends what `take` began. */
  give(entry: PoolEntry<State, Request, Response>): void {
    if (--entry.users > 0) return;
    entry.usedAt = this.#keeping.clock.now();
    entry.turn = ++this.#turn;
    if (this.#open.get(entry.name) === entry) this.#idle.set(this.#keeping.poolIdleMs);
    this.#admit();
  }

  /** Closes a pool, or waits for one that is closing, and keeps what it has counted. */
  leave(pool: SessionPool<State, Request, Response>, options?: CloseOptions): void {
    if (this.#open.get(pool.name)?.pool === pool) this.#open.delete(pool.name);
    if (this.#closing.has(pool)) return;
    const closing = pool.close(options).then(() => {
      this.#closing.delete(pool);
      this.listeners.remove(pool);
      this.#gone = sumStats([this.#gone, pool.stats()]);
    });
    this.#closing.set(pool, closing);
    closing.catch(() => undefined); // stays in the map, and `closed` tells it
    this.#admit();
  }

  /** Closes all pools, and refuses those who wait for room. */
  leaveAll(error: SessionaryError, options: CloseOptions): void {
    this.#idle.clear();
    this.#queue.refuseAll(error);
    for (const { pool } of this.#open.values()) this.leave(pool, options);
  }

  /** Resolves when every pool that was told to close has, and rejects with the first failure of one. */
  async closed(): Promise<void> {
    const results = await Promise.allSettled(this.#closing.values());
    for (const result of results) if (result.status === "rejected") throw result.reason;
  }

  #add(
    name: string,
    pool: KeptPool<State, Request, Response>,
  ): PoolEntry<State, Request, Response> {
    const entry = { name, pool, users: 1, usedAt: 0, turn: 0 };
    this.#open.set(name, entry);
    this.listeners.add(pool);
    return entry;
  }

  /** Whether there is room for one more pool, be it by closing the one that has been idle longest. */
  #makeRoom(): boolean {
    if (this.#open.size < this.#keeping.maxPools) return true;
    let longest: PoolEntry<State, Request, Response> | undefined;
    for (const entry of this.#open.values()) {
      if (!(entry.turn > (longest?.turn ?? Infinity)) && isIdle(entry)) longest = entry;
    }
    if (longest === undefined) return false;
    this.leave(longest.pool);
    return true;
  }

  #admit(): void {
    if (!this.#queue.isEmpty) this.#queue.admit(() => this.#makeRoom());
    if (this.#queue.isEmpty) for (const off of this.#unwatch.splice(0)) off();
  }

  /** While callers wait for room: leases taken from `pool(name)` directly keep a pool from being idle, too. */
  #watch(): void {
    if (this.#unwatch.length > 0) return;
    const admit = (): void => this.#admit();
    this.#unwatch = [
      this.listeners.on("lease:settled", admit),
      this.listeners.on("pool:resumed", admit),
    ];
  }

  #closeIdle(): void {
    const { clock, poolIdleMs } = this.#keeping;
    const now = clock.now();
    let nextInMs = Infinity;
    for (const entry of this.#open.values()) {
      if (entry.users > 0) continue;
      if (!isIdle(entry)) entry.usedAt = now;
      const leftMs = entry.usedAt + poolIdleMs - now;
      if (leftMs > 0) nextInMs = Math.min(nextInMs, leftMs);
      else this.leave(entry.pool, { reason: "idle" });
    }
    this.#idle.set(nextInMs);
  }
}

/** Whether requests may go through it; a failed one says so itself. */
export function isOpen({ status }: Pick<SessionPool, "status">): boolean {
  return status !== "closing" && status !== "closed";
}

/** Nobody sends through it, waits for it or holds a lease, and nobody has paused it, which closing would undo. */
function isIdle({
  users,
  pool,
}: {
  readonly users: number;
  readonly pool: Pick<KeptPool<unknown, unknown, unknown>, "status" | "isInUse">;
}): boolean {
  return users === 0 && pool.status !== "paused" && !pool.isInUse;
}
