import { describe, expect, test } from "vitest";
import { Fleet } from "./support/fleet.ts";
import { modes } from "./support/modes.ts";

describe.each(modes)("with %s", (_name, options) => {
  test("the leases of a worker that was killed return, and the others go on", async () => {
    const fleet = await Fleet.start(options);
    const { referee } = fleet;
    const victim = await fleet.worker();
    const [one, other] = await fleet.pair();
    const held = [await victim.acquire("first"), await victim.acquire("second")];
    await one.work(3);
    await other.work(3);
    await fleet.usedAgain([one, other]);
    expect(referee.held).toEqual(expect.arrayContaining(held));
    await victim.kill();
    await fleet.usedAgain([one, other]);
    // Both are used again, by somebody else.
    await referee.when(() => held.every((session) => referee.held.includes(session)));
    await fleet.usedAgain([one, other]);
    expect(await fleet.faults()).toEqual([]);
    expect(referee.most).toBe(fleet.size);
  });

  test("the vacancies of a worker that was killed while it built sessions return", async () => {
    const fleet = await Fleet.start(options);
    const { referee } = fleet;
    const victim = await fleet.worker({ keepBack: ({ kind }) => kind === "init" });
    await victim.work(2);
    await referee.when(() => referee.building === 2);
    const [one, other] = await fleet.pair();
    await one.work(3);
    await other.work(3);
    await fleet.usedAgain([one, other]);
    expect(referee).toMatchObject({ alive: 1, building: 2 });
    await victim.kill();
    await referee.when(() => referee.alive === fleet.size);
    await fleet.usedAgain([one, other]);
    expect(await fleet.faults()).toEqual([]);
    expect(referee.most).toBe(fleet.size);
  });
});
