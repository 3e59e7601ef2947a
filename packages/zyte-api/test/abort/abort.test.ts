import { getEventListeners } from "node:events";
import { createFakeClock } from "@sessionary/core/testing";
import { expect, test } from "vitest";
import { Cancellation } from "../../src/abort/cancellation.ts";
import { onAbort } from "../../src/abort/on-abort.ts";
import { sleep } from "../../src/abort/sleep.ts";

test("all who listen hear of an abort, except those that have left", () => {
  const controller = new AbortController();
  const heard: number[] = [];
  const forgets = [1, 2, 3].map((n) => onAbort(controller.signal, () => heard.push(n)));
  forgets[1]?.();
  expect(getEventListeners(controller.signal, "abort")).toHaveLength(1);
  controller.abort();
  expect(heard).toEqual([1, 3]);
});

test("who comes after the abort hears of it at once", () => {
  let heard = false;
  onAbort(AbortSignal.abort(), () => (heard = true))();
  expect(heard).toBe(true);
});

test("a query that is given up says so to all who listen, once, and why", () => {
  const given = new Cancellation();
  const heard: unknown[] = [];
  const forgets = [1, 2].map((n) => onAbort(given, () => heard.push([n, given.reason])));
  forgets[0]?.();
  expect(() => given.throwIfAborted()).not.toThrow();
  const enough = new Error("enough");
  given.abort(enough);
  given.abort(new Error("again"));
  expect(heard).toEqual([[2, enough]]);
  onAbort(given, () => heard.push("late"));
  expect(heard).toEqual([[2, enough], "late"]);
  expect(() => given.throwIfAborted()).toThrow(enough);
});

test("without a signal there is nothing to hear", () => {
  expect(() => onAbort(undefined, () => expect.fail())()).not.toThrow();
});

test("a sleep ends with its time, or with its signal, and leaves no timer", async () => {
  const clock = createFakeClock();
  const controller = new AbortController();
  const whole = sleep(1000, controller.signal, clock);
  await clock.advance(1000);
  await whole;
  const cut = sleep(1000, controller.signal, clock);
  controller.abort(new Error("enough"));
  await expect(cut).rejects.toThrow("enough");
  await expect(sleep(1000, controller.signal, clock)).rejects.toThrow("enough");
  expect(clock.pending).toBe(0);
});
