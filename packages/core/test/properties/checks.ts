import { isSessionaryError } from "../../src/index.ts";
import { violation, type Entry } from "./ledger.ts";
import type { Caller, Held, World } from "./world.ts";

/** How the world was before a step. */
export interface Before {
  readonly taken: number;
  readonly status: string;
  /** Callers that could only wait for their own init. */
  readonly building: ReadonlySet<Caller>;
  readonly inits: number;
  readonly grants: number;
  readonly keys: ReadonlyMap<string, Entry | undefined>;
}

export function look(world: World): Before {
  return {
    taken: taken(world),
    status: world.pool.status,
    building: new Set(world.callers.filter((caller) => mayBuild(world, caller))),
    inits: world.inits.length,
    grants: world.ledger.grants,
    keys: new Map(world.keys),
  };
}

/** Checks everything that holds between two commands; throws at the first thing that does not. */
export function check(world: World, before: Before): void {
  const [wrong] = world.ledger.wrong;
  if (wrong !== undefined) violation(wrong);
  checkCounts(world, before);
  checkSlots(world);
  checkPause(world, before);
  checkRefusals(world);
  checkOrder(world, before);
  checkNobodyForgotten(world);
  checkClosed(world);
  checkIdle(world);
}

/** Invariant 3, and the gauges that tell it. */
function checkCounts(world: World, before: Before): void {
  const { ledger, size, setup } = world;
  const { renewBeforeMs = 0, initConcurrency = Infinity, delayMs = 0 } = setup.options;
  const { sessions, waiting } = world.pool.stats();
  const live = ledger.live.length;
  if (sessions.ready + sessions.leased + sessions.resting !== live)
    violation(`stats tell of ${JSON.stringify(sessions)}, ${live} are live`);
  const most = Math.max(size.max + (renewBeforeMs > 0 ? 1 : 0), before.taken);
  if (taken(world) > most) violation(`${taken(world)} sessions in a pool of ${size.max}`);
  if (world.running.length > Math.min(initConcurrency, sessions.starting))
    violation(`${world.running.length} inits run, ${sessions.starting} sessions are starting`);
  const leased = leasedByCallers(world);
  const isLost = delayMs === 0 ? sessions.leased !== leased : sessions.leased < leased;
  if (isLost) violation(`${sessions.leased} sessions are leased, ${leased} of them to somebody`);
  const callers = world.callers.filter((caller) => caller.waiting).length;
  if (waiting > callers || (delayMs === 0 && waiting + sessions.starting < callers))
    violation(`${callers} callers, ${waiting} of them in the queue, ${sessions.starting} starting`);
}

/** Invariant 9. A retired session keeps its slot until its last lease is settled. */
function checkSlots({ ledger, running, held }: World): void {
  const retired = new Set(held.map(({ entry }) => entry).filter((entry) => entry.retired));
  const slots = [
    ...ledger.live.map(({ slot }) => slot),
    ...[...retired].filter((entry) => entry.open > 0).map(({ slot }) => slot),
    ...running.map(({ context }) => context.slot),
  ];
  if (new Set(slots).size < slots.length) violation(`slots are taken twice: ${slots.join()}`);
}

/** A paused pool leases nothing and starts nothing. */
function checkPause(world: World, before: Before): void {
  if (before.status !== "paused" || world.pool.status !== "paused") return;
  if (world.ledger.grants > before.grants) violation("a paused pool leased a session");
  if (world.inits.length > before.inits) violation("a paused pool began an init");
}

/** Who gave up is told at once, and nobody runs out of time early. */
function checkRefusals({ callers, setup, clock }: World): void {
  const { acquireTimeoutMs = 60_000 } = setup.options;
  for (const { controller, result, arrivedAt, number } of callers) {
    if (controller.signal.aborted && result.state === "pending")
      violation(`caller ${number} has given up and is still waiting`);
    const waitedMs = clock.now() - arrivedAt;
    if (isSessionaryError(result.error, "ERR_ACQUIRE_TIMEOUT") && waitedMs < acquireTimeoutMs)
      violation(`caller ${number} ran out of time after ${waitedMs} ms`);
  }
}

/** Invariant 4: whoever was served had come before everybody else who could have taken that session. */
function checkOrder(world: World, before: Before): void {
  // While a far store is asked for the first in the queue, what is freed meanwhile goes to the second.
  if (world.setup.store === "far") return;
  for (const held of world.served) {
    if (isOwnBuild(world, held)) continue;
    for (const other of world.callers) {
      if (!other.waiting || other.arrived > held.arrived || other === held.caller) continue;
      if (before.building.has(other) || mayBuild(world, other)) continue;
      const { key } = other.asks;
      // Whose key was bound on the way: nobody outside knows when.
      if (key !== undefined && before.keys.get(key) !== world.keys.get(key)) continue;
      if (couldTake(world, other, held.entry))
        violation(`caller ${held.caller.number} got a session before caller ${other.number}`);
    }
  }
}

/** Nobody waits for what is free, or for a session that nobody builds. */
function checkNobodyForgotten(world: World): void {
  if (world.pool.status !== "open") return;
  const waiting = world.callers.filter((caller) => caller.waiting && !mayBuild(world, caller));
  for (const caller of waiting)
    for (const entry of world.ledger.live)
      if (isFree(world, entry) && couldTake(world, caller, entry))
        violation(`caller ${caller.number} waits although ${entry.session.id} is free`);
  const general = waiting.filter(({ asks }) => asks.key === undefined && asks.id === undefined);
  const { starting, leased } = world.pool.stats().sessions;
  // Creators that pause before the first use of what they have built.
  const pausing = leased - leasedByCallers(world);
  const coming = starting + world.ledger.live.filter((entry) => isFresh(world, entry)).length;
  if (taken(world) < world.size.max && coming < general.length - pausing)
    violation(`${general.length} callers wait, ${coming} sessions are coming`);
}

/** What a session holds is freed once, when it is retired and its last lease is settled. */
function checkClosed(world: World): void {
  const inUse = new Set(open(world).map(({ entry }) => entry));
  for (const entry of world.ledger.everybody) {
    const times = world.closed.get(entry.session.state) ?? 0;
    const isOver = entry.retired !== undefined && !inUse.has(entry);
    if (times > 1) violation(`${entry.session.id} was closed ${times} times`);
    if (times > 0 && !isOver) violation(`${entry.session.id} was closed while it was in use`);
    if (times === 0 && isOver && entry.open === 0)
      violation(`${entry.session.id} was retired and not closed`);
  }
}

/** An idle pool keeps at most one timer, which does not hold the process open. */
function checkIdle(world: World): void {
  const { clock, pool } = world;
  const { starting, leased } = pool.stats().sessions;
  const isIdle = !world.callers.some((caller) => caller.result.state === "pending");
  if (!isIdle || starting > 0 || leased > 0 || world.held.length > 0) return;
  if (clock.pending > 1 || clock.pendingRef > 0)
    violation(`an idle pool keeps ${clock.pending} timers, ${clock.pendingRef} of them ref'ed`);
}

/** Leases that are not settled, and were not taken away. */
function open(world: World): readonly Held[] {
  return world.held.filter((held) => !world.isOverdue(held));
}

/** Live sessions with a lease that its caller knows of. */
function leasedByCallers(world: World): number {
  const live = open(world).filter(({ entry }) => entry.retired === undefined);
  return new Set(live.map(({ entry }) => entry)).size;
}

function taken({ pool }: World): number {
  const { starting, ready, leased, resting } = pool.stats().sessions;
  return starting + ready + leased + resting;
}

/** Whether this caller may still be out of the queue: its session is being built, or pauses before its first use. */
function mayBuild(world: World, { bound, waiting, number, arrivedAfter }: Caller): boolean {
  if (!bound || !waiting) return false;
  const own = world.inits
    .slice(arrivedAfter)
    .filter(({ context }) => context.request?.caller === number && context.attempt === 1);
  const live = new Set(world.ledger.live.map(({ session }) => session.id));
  // Inits that queue tell nobody yet whom they are for.
  const isQueued = world.pool.stats().sessions.starting > world.running.length;
  return (
    isQueued ||
    own.length === 0 ||
    own.some(({ ended, context: { id, signal } }) => (!ended && !signal.aborted) || live.has(id))
  );
}

function isOwnBuild({ inits }: World, { caller, session }: Held): boolean {
  const init = inits.find(({ context }) => context.id === session.id);
  return caller.bound && init?.context.request?.caller === caller.number;
}

function couldTake({ keys }: World, { asks }: Caller, entry: Entry): boolean {
  if (asks.id !== undefined) return asks.id === entry.session.id;
  if (asks.key === undefined) return true;
  return !keys.has(asks.key) || keys.get(asks.key) === entry;
}

/** Whether a session may still be in the pause before its first use. */
function isFresh({ clock, setup }: World, { grantedAt, since }: Entry): boolean {
  const { delayMs = 0, delayJitter = 0.5 } = setup.options;
  return grantedAt === undefined && clock.now() < since + delayMs * (1 + delayJitter);
}

/** Whether a session can certainly be leased now; where pauses and rests are drawn nobody outside knows. */
function isFree(world: World, entry: Entry): boolean {
  const {
    maxConcurrency = 1,
    maxUses = Infinity,
    maxAgeMs = Infinity,
    maxIdleMs = Infinity,
    lifetimeJitter = 0.05,
    delayMs = 0,
  } = world.setup.options;
  const now = world.clock.now();
  return (
    delayMs === 0 &&
    entry.restStep === -1 &&
    entry.open < maxConcurrency &&
    entry.worn + entry.open < maxUses &&
    now < entry.session.createdAt + maxAgeMs * (1 - lifetimeJitter) &&
    (entry.open > 0 || now < entry.idleSince + maxIdleMs)
  );
}
