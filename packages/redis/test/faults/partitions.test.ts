import { describe, expect, test } from "vitest";
import { Fleet } from "./support/fleet.ts";
import { modes } from "./support/modes.ts";

describe.each(modes)("with %s", (_name, options) => {
  test("a worker that is cut off stops before its sessions go to others, and goes on when it is back", async () => {
    const fleet = await Fleet.start(options);
    const { referee } = fleet;
    const network = await fleet.proxy();
    const [cutOff, other] = await Promise.all([
      fleet.worker({ port: network.port }),
      fleet.worker(),
    ]);
    await other.work(2);
    const held = [await cutOff.acquire("first"), await cutOff.acquire("second")];
    await cutOff.work(2);
    await fleet.usedAgain([cutOff, other]);
    network.stall();
    await referee.whenTold(`${cutOff.name}: aborted ERR_LEASE_LOST`, 2);
    await referee.when(() => held.every((session) => referee.held.includes(session)));
    await referee.whenTold(`${cutOff.name}: failed ERR_STORE`);
    await fleet.usedAgain([other]);
    expect(referee.overlaps).toEqual([]);
    network.resume();
    await fleet.usedAgain([cutOff, other]);
    await expect(cutOff.settle("first")).rejects.toMatchObject({ code: "ERR_LEASE_LOST" });
    expect(await fleet.faults()).toEqual([]);
    expect(referee.most).toBe(fleet.size);
  });

  test("a worker whose connections are reset and refused for a while goes on by itself", async () => {
    const fleet = await Fleet.start(options);
    const { referee } = fleet;
    const network = await fleet.proxy();
    const [cutOff, other] = await Promise.all([
      fleet.worker({ port: network.port }),
      fleet.worker(),
    ]);
    await cutOff.acquire("held");
    await cutOff.work(2);
    await other.work(2);
    await fleet.usedAgain([cutOff, other]);
    await network.drop();
    await referee.whenTold(`${cutOff.name}: aborted ERR_LEASE_LOST`);
    await fleet.usedAgain([other]);
    await network.accept();
    await fleet.usedAgain([cutOff, other]);
    expect(await fleet.faults()).toEqual([]);
    expect(referee.most).toBe(fleet.size);
  });
});

test("a connection for messages that has gone silent is noticed and replaced", async () => {
  const fleet = await Fleet.start({ size: 2 });
  const { referee, server } = fleet;
  const network = await fleet.proxy();
  const [deaf, other] = await Promise.all([
    fleet.worker({ listenPort: network.port }),
    fleet.worker(),
  ]);
  await deaf.acquire("kept");
  await other.acquire("wanted");
  await referee.whenTold(`${deaf.name}: heard ready`);
  network.stall();
  await deaf.order({ kind: "listen at", port: server.port });
  // Renewals of what it holds ping it.
  await referee.whenTold(`${deaf.name}: heard ready`, 2);
  const waiting = deaf.acquire("waited for");
  await referee.whenTold(`${deaf.name}: waiter:queued`);
  await other.settle("wanted");
  await referee.whenTold(`${deaf.name}: heard wake`);
  await waiting;
  expect(referee.overlaps).toEqual([]);
});

test("a slow server is as good as a fast one", async () => {
  const fleet = await Fleet.start({ leaseTimeoutMs: 4_000, commandTimeoutMs: 5_000 });
  const { referee } = fleet;
  const network = await fleet.proxy();
  const [far, near] = await Promise.all([fleet.worker({ port: network.port }), fleet.worker()]);
  network.delay(200);
  await far.acquire("held");
  await far.work(2);
  await near.work(2);
  await fleet.usedAgain([far, near], 5);
  await far.settle("held");
  await fleet.usedAgain([far, near], 5);
  await far.rest();
  await near.rest();
  for (const { name } of [far, near]) {
    expect(referee.count(`${name}: lease:lost`)).toBe(0);
    expect(referee.told.filter((each) => each.startsWith(`${name}: failed`))).toEqual([]);
  }
  expect(await fleet.faults()).toEqual([]);
  expect(referee.most).toBe(fleet.size);
});
