import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { Fleet } from "./support/fleet.ts";

/** Nothing here is to be waited for until a lease times out. */
const SLOW = { leaseTimeoutMs: 600_000 };

/** Real time passes, as long as a program takes to start and end. */
const aWhile = (): Promise<unknown> => promisify(execFile)(process.execPath, ["--version"]);

test("who waits is woken when another process settles, and asks nothing before", async () => {
  const fleet = await Fleet.start({ ...SLOW, size: 1 });
  const { referee } = fleet;
  const [holder, waiter] = await fleet.pair();
  const session = await holder.acquire("held");
  const waiting = waiter.acquire("waited for");
  await referee.whenTold(`${waiter.name}: waiter:queued`);
  // Its last question has been answered when a later one has.
  await waiter.stats();
  await aWhile();
  const before = await fleet.scripts();
  for (let time = 0; time < 20; time++) await aWhile();
  expect(await fleet.scripts()).toBe(before);
  await holder.settle("held");
  expect(await waiting).toBe(session);
  // The settle, the waiter's question, and what makes sure of a turn that is not taken: a handful.
  expect((await fleet.scripts()) - before).toBeLessThan(10);
});

test("who waits is served when another process has built a session and settled it", async () => {
  const fleet = await Fleet.start({ ...SLOW, size: 1 });
  const { referee } = fleet;
  const builder = await fleet.worker({ keepBack: ({ kind }) => kind === "init" });
  const waiter = await fleet.worker();
  const built = builder.acquire("built");
  await referee.when(() => referee.building === 1);
  const waiting = waiter.acquire("waited for");
  await referee.whenTold(`${waiter.name}: waiter:queued`);
  builder.goOn();
  const session = await built;
  await builder.settle("built");
  expect(await waiting).toBe(session);
});

test.each([
  [2, 1],
  [4, 2],
])("%i processes that ask without end share %i sessions fairly", async (processes, size) => {
  const fleet = await Fleet.start({ ...SLOW, size });
  const { referee } = fleet;
  const starting = Array.from({ length: processes }, () => fleet.worker());
  const workers = await Promise.all(starting);
  for (const worker of workers) await worker.work(4);
  await fleet.usedAgain(workers, 1);
  referee.uses.clear();
  const total = (): number => [...referee.uses.values()].reduce((sum, each) => sum + each, 0);
  await referee.when(() => total() >= 400 * processes);
  const shares = workers.map(({ name }) => referee.usesOf(name));
  expect(Math.max(...shares) / Math.min(...shares)).toBeLessThan(3);
  expect(referee.overlaps).toEqual([]);
});

test("a worker that was killed while it waited holds up the others no longer than its turn", async () => {
  const fleet = await Fleet.start({ ...SLOW, size: 1 });
  const { referee } = fleet;
  const [holder, victim] = await fleet.pair();
  const waiter = await fleet.worker();
  const session = await holder.acquire("held");
  victim.acquire("never").catch(() => undefined);
  await referee.whenTold(`${victim.name}: waiter:queued`);
  await victim.stats();
  const waiting = waiter.acquire("waited for");
  await referee.whenTold(`${waiter.name}: waiter:queued`);
  await victim.kill();
  await holder.settle("held");
  // Nothing else but the end of that turn would let it: the lease time is longer than the test.
  expect(await waiting).toBe(session);
});

test("who waits for one session by key or id is served by another process, before all who take any", async () => {
  const fleet = await Fleet.start({ ...SLOW, size: 2 });
  const { referee } = fleet;
  const [holder, waiter] = await fleet.pair();
  const greedy = await fleet.worker();
  const byKey = await holder.acquire("keyed", { key: "account" });
  const byId = await holder.acquire("named");
  const keyed = waiter.acquire("keyed", { key: "account" });
  const named = waiter.acquire("named", { id: byId });
  await referee.whenTold(`${waiter.name}: waiter:queued`, 2);
  await greedy.work(4);
  await referee.whenTold(`${greedy.name}: waiter:queued`, 4);
  await holder.settle("keyed");
  expect(await keyed).toBe(byKey);
  await holder.settle("named");
  expect(await named).toBe(byId);
  await waiter.settle("keyed");
  await waiter.settle("named");
  await fleet.usedAgain([greedy]);
  expect(referee.overlaps).toEqual([]);
});
