import { expect, test } from "vitest";
import { Fleet } from "./support/fleet.ts";

test("a full server builds no sessions, spoils none, and all goes on when there is room", async () => {
  const fleet = await Fleet.start({ size: 3 });
  const { referee } = fleet;
  const [holder, other] = await fleet.pair();
  const held = await holder.acquire("held");
  const kept = await other.acquire("kept");
  const client = await fleet.client();
  await client.config("SET", "maxmemory-policy", "noeviction", "maxmemory", "1");
  // The third session cannot be built, and nobody waits for it in vain.
  await expect(other.acquire("more")).rejects.toMatchObject({ code: "ERR_STORE" });
  // What is leased is kept, and settled: neither takes room.
  const renewals = referee.count(`${holder.name}: heard ping`);
  await referee.whenTold(`${holder.name}: heard ping`, renewals + 6);
  await holder.settle("held");
  await client.config("SET", "maxmemory", "0");
  await holder.work(2);
  await other.work(2);
  await fleet.usedAgain([holder, other]);
  await holder.rest();
  await other.rest();
  await other.settle("kept");
  expect(referee.told.filter((each) => each.endsWith("lease:lost"))).toEqual([]);
  const uses = [...referee.uses.values()].reduce((sum, each) => sum + each, 0);
  const sessions = await fleet.sessions();
  expect(sessions.map(({ id }) => id)).toEqual(expect.arrayContaining([held, kept]));
  expect(sessions.reduce((sum, session) => sum + session.uses, 0)).toBe(uses);
  const pool = await fleet.look();
  expect(await pool.counts()).toMatchObject({ live: 3, starting: 0, leased: 0, ready: 3 });
  expect(await fleet.faults()).toEqual([]);
});
