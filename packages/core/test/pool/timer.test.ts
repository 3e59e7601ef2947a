import { expect, it } from "vitest";
import { createFakeClock } from "@sessionary/core/testing";
import { Timer } from "../../src/pool/timer.ts";

const DAY_MS = 86_400_000;

it("rings after delays that are too long for the timers of the runtime", async () => {
  const clock = createFakeClock();
  let rings = 0;
  const timer = new Timer(clock, () => rings++, 30 * DAY_MS);
  timer.holdsProcess = false;
  await clock.advance(30 * DAY_MS - 1);
  expect([rings, clock.pending, clock.pendingRef]).toEqual([0, 1, 0]);
  await clock.advance(1);
  expect([rings, clock.pending]).toEqual([1, 0]);
});

it("never rings after Infinity, and not when it was cleared", async () => {
  const clock = createFakeClock();
  let rings = 0;
  new Timer(clock, () => rings++, Number.POSITIVE_INFINITY).clear();
  new Timer(clock, () => rings++, 5).clear();
  await clock.advance(10);
  expect([rings, clock.pending]).toEqual([0, 0]);
});
