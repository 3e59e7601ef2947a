import { describe, expect, test } from "vitest";
import { Fleet } from "./support/fleet.ts";
import { modes } from "./support/modes.ts";

const PERSISTENT = ["--appendonly", "yes", "--appendfsync", "always"];

describe.each(modes)("with %s", (_name, options) => {
  test("a pool that was lost with its server is made anew, and holders learn that they lost it", async () => {
    const fleet = await Fleet.start(options);
    const { referee, server } = fleet;
    const holder = await fleet.worker();
    const [one, other] = await fleet.pair();
    const held = await holder.acquire("held");
    await one.work(3);
    await other.work(3);
    await fleet.usedAgain([one, other]);
    const before = (await fleet.sessions()).map(({ id }) => id);
    await server.kill();
    await server.restart();
    await referee.whenTold(`${holder.name}: aborted ERR_LEASE_LOST`);
    await expect(holder.settle("held")).rejects.toMatchObject({ code: "ERR_LEASE_LOST" });
    await fleet.usedAgain([one, other]);
    await referee.when(() => referee.alive === fleet.size && referee.building === 0);
    const after = (await fleet.sessions()).map(({ id }) => id);
    expect(before).toContain(held);
    expect(after.filter((id) => before.includes(id))).toEqual([]);
    expect(await fleet.faults()).toEqual([]);
    // Who held on works on by itself, too.
    await one.rest();
    await other.rest();
    expect(after).toContain(await holder.acquire("again"));
  });

  test("what was persisted survives its server: sessions, what they went through, and leases", async () => {
    const fleet = await Fleet.start({ ...options, args: PERSISTENT, leaseTimeoutMs: 5_000 });
    const { referee, server } = fleet;
    const holder = await fleet.worker();
    const [one, other] = await fleet.pair();
    const held = await holder.acquire("held");
    await one.work(2);
    await other.work(2);
    await fleet.usedAgain([one, other]);
    const before = await fleet.sessions();
    await server.kill();
    await server.restart();
    await fleet.usedAgain([one, other]);
    // Not taken from its holder: the lease survived, and is renewed.
    await one.rest();
    await other.rest();
    await holder.settle("held");
    const after = new Map((await fleet.sessions()).map((session) => [session.id, session]));
    expect(after.get(held)).toMatchObject({ uses: 1, errors: 0 });
    for (const { id, slot, uses } of before) {
      expect(after.get(id)).toMatchObject({ slot });
      expect(after.get(id)?.uses).toBeGreaterThanOrEqual(uses);
    }
    expect(referee.count(`${holder.name}: lease:lost`)).toBe(0);
    expect(referee.most).toBe(fleet.size);
    expect(await fleet.faults()).toEqual([]);
  });
});
