import { isSessionaryError } from "../../src/index.ts";
import { check, look } from "./checks.ts";
import type { Command } from "./commands.ts";
import { violation } from "./ledger.ts";
import { endInit, perform } from "./perform.ts";
import { World } from "./world.ts";
import type { Setup } from "./setup.ts";

/** How a sequence of commands ends. */
export interface Ending {
  /** Whether everybody is served first, or the pool is closed in the midst of it. */
  readonly calm: boolean;
  readonly drainTimeoutMs: number;
  /** How many of the open leases are settled while it drains. */
  readonly settles: number;
}

const delicate: ReadonlySet<string> = new Set<Command["do"]>(["resize", "endInit"]);

/** Runs commands on a pool and checks every invariant after each of them, and after `close()`. */
export async function runCommands(
  setup: Setup,
  commands: readonly Command[],
  ending: Ending,
): Promise<void> {
  const world = new World(setup);
  let before = look(world);
  const step = async (): Promise<void> => {
    await world.flush();
    check(world, before);
    world.served = [];
    world.ledger.step++;
    before = look(world);
  };
  for (const command of commands) {
    // What was true before these decides what may happen after them.
    const isDelicate =
      delicate.has(command.do) || (command.do === "settle" && setup.store === "far");
    if (isDelicate) await step();
    const mustLook = await perform(world, command);
    if (mustLook || isDelicate || command.flush) await step();
  }
  if (ending.calm) await calmDown(world);
  await closeDown(world, ending);
}

/** With healthy sessions and an open pool everybody is served or refused, and nothing stays leased. */
async function calmDown(world: World): Promise<void> {
  const { pool, clock } = world;
  pool.resume();
  // Who wants an id built waits for a vacancy, and healthy sessions leave none.
  for (const { asks, controller } of world.callers)
    if (asks.id !== undefined) controller.abort(new Error("enough"));
  for (let round = 0; round < 200; round++) {
    await clock.flush();
    for (const init of world.running) endInit(world, init, "ready");
    for (const held of world.held) world.settle(held, { verdict: "ok" });
    await world.flush();
    if (pool.status === "failed") pool.resume();
    const before = look(world);
    await clock.advance(1_000);
    await world.flush();
    check(world, before);
    world.served = [];
    world.ledger.step++;
    const busy = world.callers.some(({ result }) => result.state === "pending");
    if (!busy && world.held.length === 0 && world.running.length === 0) break;
    if (round === 199) violation("somebody is never served");
  }
  const { waiting, sessions } = pool.stats();
  if (waiting > 0 || sessions.leased > 0)
    violation(`in the end ${waiting} wait and ${sessions.leased} sessions are leased`);
}

/** Invariant 6: after `close()` no timer, init, waiter or lease is left. */
async function closeDown(world: World, { drainTimeoutMs, settles }: Ending): Promise<void> {
  const { pool, clock } = world;
  const closing = pool.close({ drainTimeoutMs });
  world.ask(closing);
  const inits = world.inits.length;
  await clock.flush();
  if (world.running.length > 0) violation("close() left an init running");
  for (const { waiting, result, number } of world.callers)
    if (
      waiting ||
      (result.state === "pending" && !world.held.some((h) => h.caller.number === number))
    )
      violation(`close() left caller ${number} waiting`);
  for (const held of world.held.slice(0, settles)) world.settle(held, { verdict: "error" });
  await clock.advance(drainTimeoutMs);
  await world.flush();
  if (pool.status !== "closed") violation(`close() has left the pool ${pool.status}`);
  if (clock.pending > 0) violation(`close() left ${clock.pending} timers`);
  if (world.inits.length > inits) violation("an init began after close()");
  for (const { signal, caller } of world.held)
    if (!signal().aborted) violation(`close() left the lease of caller ${caller.number}`);
  for (const { result, number } of world.callers)
    if (result.state === "pending") violation(`close() left caller ${number} without an answer`);
  if (world.asked.some(({ state }) => state === "pending"))
    violation("close() left a promise pending");
  const { sessions, waiting } = pool.stats();
  const { starting, ready, leased, resting } = sessions;
  if (starting + ready + leased + resting + waiting > 0)
    violation(`close() left ${JSON.stringify(sessions)} and ${waiting} waiting`);
  await closeLate(world);
}

/** What ends after `close()` changes nothing, and all that was built is freed, once. */
async function closeLate(world: World): Promise<void> {
  const { pool, clock, inits } = world;
  for (const init of inits) if (!init.ended) endInit(world, init, "ready");
  for (const held of world.held) world.settle(held, { verdict: "ok" });
  await clock.flush();
  for (const [{ id }, times] of world.closed)
    if (times !== 1) violation(`${id} was closed ${times} times`);
  const error: unknown = await pool.acquire().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isSessionaryError(error, "ERR_POOL_CLOSED"))
    violation(`acquire ended with ${String(error)}`);
  if (clock.pending > 0) violation(`${clock.pending} timers were set after close()`);
}
