import type { Clock } from "../clock.ts";
import { Heap, type HeapEntry } from "../heap.ts";
import { LinkedList } from "../linked-list.ts";
import { isAny } from "./asks.ts";
import type { Demand } from "./demand.ts";

const NEVER = Number.POSITIVE_INFINITY;
const ALREADY = Number.NEGATIVE_INFINITY;

/** Callers who wait for one session alone. It stands in a heap by when that session may be ready, or, once it may be, by arrival. */
interface PinnedQueue<State, Request> extends HeapEntry {
  readonly id: string;
  readonly demands: LinkedList<Demand<State, Request>>;
}

/**
 * Who waits: one general queue, and one per session for those who want that very one. It says whose turn it is; between
 * two who could take the same slot, whoever came first.
 */
export class WaitingRoom<State, Request> {
  readonly #general = new LinkedList<Demand<State, Request>>();
  readonly #pinned = new Map<string, PinnedQueue<State, Request>>();
  readonly #later = new Heap<PinnedQueue<State, Request>>();
  readonly #due = new Heap<PinnedQueue<State, Request>>();
  readonly #deadlines = new Heap<Demand<State, Request>>();
  /** Until then nothing is free for the general queue. */
  #generalReadyAt = ALREADY;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** How many wait for any session. */
  get general(): number {
    return this.#general.size;
  }

  /** Adds a demand at its place by arrival. */
  add(demand: Demand<State, Request>): void {
    demand.stage = "queued";
    demand.pinnedTo = undefined;
    const last = this.#general.last;
    if (last === undefined || last.sequence < demand.sequence) this.#general.pushBack(demand);
    else this.#general.insertSorted(demand, byArrival);
    this.#deadlines.update(demand, demand.deadline);
    this.#size++;
    if (this.#general.first === demand) this.#generalReadyAt = ALREADY;
  }

  /** Moves a demand behind the session it has to wait for. */
  pin(demand: Demand<State, Request>, id: string, readyAt: number): void {
    this.#unlink(demand);
    let queue = this.#pinned.get(id);
    if (queue === undefined) {
      queue = { id, demands: new LinkedList(), heapKey: 0, heapIndex: -1, heapOrder: 0 };
      this.#pinned.set(id, queue);
    }
    demand.pinnedTo = id;
    queue.demands.insertSorted(demand, byArrival);
    this.#due.remove(queue);
    this.#later.update(queue, readyAt);
  }

  /** Takes a demand out, for good or while the store is asked for it. */
  remove(demand: Demand<State, Request>): void {
    if (demand.stage !== "queued") return;
    demand.stage = "asking";
    this.#unlink(demand);
    this.#deadlines.remove(demand);
    this.#size--;
  }

  /** Whose turn it is when the session `id` has a free slot, whatever else is free. */
  candidate(id: string): Demand<State, Request> | undefined {
    return earlier(this.#general.first, this.#pinned.get(id)?.demands.first);
  }

  /**
   * The same, unless a session that somebody waits for alone is ready at this very moment: then all have to take turns. While the store is `asked`
   * for an earlier caller, nobody gets in between, unless what comes may be passed on to that one.
   */
  successor(
    id: string,
    clock: Clock,
    asked: Demand<State, Request> | undefined,
  ): Demand<State, Request> | undefined {
    if (this.#size === 0) return undefined;
    const { pinnedAt } = this;
    if (pinnedAt < NEVER && pinnedAt <= clock.now()) return undefined;
    const next = this.candidate(id);
    const isPassedOn = asked === undefined || (isAny(asked.ask) && next && isAny(next.ask));
    return isPassedOn ? next : undefined;
  }

  /** Who came first, among those who wait for any session and for these. */
  firstOf(ids: Iterable<string>): Demand<State, Request> | undefined {
    let first = this.#general.first;
    for (const id of ids) first = earlier(first, this.#pinned.get(id)?.demands.first);
    return first;
  }

  /** Who came first of those that a session for `demand` may serve: several may be asked for at the same time. */
  elder(demand: Demand<State, Request>): Demand<State, Request> {
    const { first } = this.#general;
    const isElder = first !== undefined && first.sequence < demand.sequence;
    return isElder && isAny(demand.ask) && isAny(first.ask) ? first : demand;
  }

  /** Who came first among those who wait for any session and nothing is being built for; the first of all, if there is none. */
  firstWithoutBuild(): Demand<State, Request> | undefined {
    const { first } = this.#general;
    let demand = first;
    while (demand?.hasBuild === true) demand = demand.next;
    return demand ?? first;
  }

  /** Whose turn it is now, as far as is known. */
  next(now: number): Demand<State, Request> | undefined {
    const general = this.#generalReadyAt <= now ? this.#general.first : undefined;
    for (;;) {
      const queue = this.#later.peek();
      if (queue === undefined || queue.heapKey > now) break;
      this.#makeDue(queue);
    }
    return earlier(general, this.#due.peek()?.demands.first);
  }

  /** When to ask again, `NEVER` for when something changes. */
  nextAt(): number {
    return Math.min(this.#general.size > 0 ? this.#generalReadyAt : NEVER, this.pinnedAt);
  }

  /** When to ask again for those who wait for one session alone. */
  get pinnedAt(): number {
    return this.#due.size > 0 ? ALREADY : (this.#later.peek()?.heapKey ?? NEVER);
  }

  /** The store refused a demand that any session would serve: nothing is free before `readyAt`. */
  block(demand: Demand<State, Request>, readyAt: number): void {
    if (demand.pinnedTo !== undefined) {
      // The session it waited for alone is gone, and nobody has told it yet.
      this.#unlink(demand);
      demand.pinnedTo = undefined;
      this.#general.insertSorted(demand, byArrival);
    }
    this.#generalReadyAt = readyAt;
  }

  /** Something has changed: ask again. */
  unblock(id?: string): void {
    this.#generalReadyAt = ALREADY;
    const queue = id === undefined ? undefined : this.#pinned.get(id);
    if (queue !== undefined) this.#makeDue(queue);
  }

  /** Anything may have changed, for everybody. */
  unblockAll(): void {
    this.#generalReadyAt = ALREADY;
    for (const queue of this.#pinned.values()) this.#makeDue(queue);
  }

  /** The session is gone: those who waited for it go back to where they came from. */
  release(id: string): void {
    const queue = this.#pinned.get(id);
    if (queue === undefined) return;
    for (;;) {
      const demand = queue.demands.first;
      if (demand === undefined) break;
      this.#unlink(demand);
      demand.pinnedTo = undefined;
      this.#general.insertSorted(demand, byArrival);
    }
    this.#generalReadyAt = ALREADY;
  }

  /** The one whose time in the queue ends first. */
  get firstDeadline(): Demand<State, Request> | undefined {
    return this.#deadlines.peek();
  }

  /** Everybody, in no particular order. */
  all(): readonly Demand<State, Request>[] {
    const demands: Demand<State, Request>[] = [];
    const lists = [this.#general, ...[...this.#pinned.values()].map((queue) => queue.demands)];
    for (const list of lists)
      for (let each = list.first; each !== undefined; each = each.next) demands.push(each);
    return demands;
  }

  #unlink(demand: Demand<State, Request>): void {
    if (demand.pinnedTo === undefined) {
      this.#general.remove(demand);
      return;
    }
    const queue = this.#pinned.get(demand.pinnedTo);
    if (queue === undefined) return;
    queue.demands.remove(demand);
    if (this.#due.remove(queue)) this.#makeDue(queue);
    if (queue.demands.size > 0) return;
    this.#pinned.delete(queue.id);
    this.#later.remove(queue);
  }

  #makeDue(queue: PinnedQueue<State, Request>): void {
    this.#later.remove(queue);
    const first = queue.demands.first;
    if (first !== undefined) this.#due.update(queue, first.sequence);
  }
}

function byArrival<T extends { readonly sequence: number }>(a: T, b: T): number {
  return a.sequence - b.sequence;
}

function earlier<T extends { readonly sequence: number }>(
  a: T | undefined,
  b: T | undefined,
): T | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a.sequence < b.sequence ? a : b;
}
