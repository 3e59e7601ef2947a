import { writeFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { Fleet } from "./support/fleet.ts";
import { modes } from "./support/modes.ts";

// While a process stands still its holder does nothing, and cannot be told: that others use its session meanwhile is meant. What is promised is that it
// learns of it as soon as anything but itself can run in its process, and that nothing it says of the session counts.
describe.each(modes)("with %s", (_name, options) => {
  test("a holder that stood still for longer than its lease learns that first of all", async () => {
    const fleet = await Fleet.start({ ...options, size: 1 });
    const { referee } = fleet;
    const [still, other] = await fleet.pair();
    const session = await still.acquire("held");
    const wake = fleet.file("wake");
    const woken = still.order({ kind: "block", lease: "held", until: wake });
    referee.standsStill(still.name);
    expect(await other.acquire("next")).toBe(session);
    await writeFile(wake, "");
    expect(await woken).toBe(true);
    await referee.whenTold(`${still.name}: lease:lost`);
    await expect(still.settle("held", "error")).rejects.toMatchObject({ code: "ERR_LEASE_LOST" });
    await other.settle("next");
    expect(await fleet.sessions()).toMatchObject([{ id: session, uses: 2, errors: 0 }]);
    expect(await fleet.faults()).toEqual([]);
  });

  test("what it says at once changes nothing: no verdict, and nothing of the state", async () => {
    const fleet = await Fleet.start({ ...options, size: 1 });
    const { referee } = fleet;
    const [still, other] = await fleet.pair();
    const session = await still.acquire("held");
    const wake = fleet.file("wake");
    const settled = still.order({ kind: "block and settle", lease: "held", until: wake });
    referee.standsStill(still.name);
    expect(await other.acquire("next")).toBe(session);
    await writeFile(wake, "");
    await expect(settled).rejects.toMatchObject({ code: "ERR_LEASE_LOST" });
    await referee.whenTold(`${still.name}: lease:lost`);
    await other.settle("next");
    const token = `token of ${session}`;
    expect(await fleet.sessions()).toMatchObject([
      { id: session, uses: 2, errors: 0, state: { token } },
    ]);
    // It has forgotten what it did to its copy.
    expect(await still.acquire("again")).toBe(session);
    expect(await still.order({ kind: "token", lease: "again" })).toBe(token);
  });
});
