import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Link, type Parcel } from "../../../src/redis/proxy/link.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

function createLink(): {
  link: Link;
  state: { isStalled: boolean; delayMs: number };
  arrived: string[];
  send: (text: string) => void;
} {
  const state = { isStalled: false, delayMs: 0, onHolding: () => undefined };
  const arrived: string[] = [];
  const link = new Link(state, (parcel: Parcel) => arrived.push(parcel.toString()));
  return { link, state, arrived, send: (text) => link.send(Buffer.from(text)) };
}

test("without a delay everything is handed on at once", () => {
  const { arrived, send, link } = createLink();
  send("a");
  link.send("end");
  expect(arrived).toEqual(["a", "end"]);
  expect(vi.getTimerCount()).toBe(0);
});

test("with a delay everything arrives so much later", () => {
  const { arrived, send, link, state } = createLink();
  state.delayMs = 20;
  send("a");
  vi.advanceTimersByTime(10);
  send("b");
  link.send("end");
  vi.advanceTimersByTime(9);
  expect(arrived).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(arrived).toEqual(["a"]);
  vi.advanceTimersByTime(9);
  expect(arrived).toEqual(["a"]);
  vi.advanceTimersByTime(1);
  expect(arrived).toEqual(["a", "b", "end"]);
  expect(vi.getTimerCount()).toBe(0);
});

test("nothing overtakes what was sent while the delay was longer", () => {
  const { arrived, send, state } = createLink();
  state.delayMs = 20;
  send("a");
  state.delayMs = 0;
  send("b");
  expect(arrived).toEqual([]);
  vi.advanceTimersByTime(20);
  expect(arrived).toEqual(["a", "b"]);
});

test("a stall holds what is under way too, whatever its time", () => {
  const { arrived, send, link, state } = createLink();
  state.delayMs = 20;
  send("a");
  state.isStalled = true;
  vi.advanceTimersByTime(1_000);
  send("b");
  expect(arrived).toEqual([]);
  state.isStalled = false;
  link.flush();
  expect(arrived).toEqual(["a"]);
  vi.advanceTimersByTime(20);
  expect(arrived).toEqual(["a", "b"]);
  expect(link.isHolding).toBe(false);
});

test("a cut forgets everything, and sets no timer", () => {
  const { arrived, send, link, state } = createLink();
  state.delayMs = 20;
  send("a");
  link.cut();
  vi.advanceTimersByTime(1_000);
  expect(arrived).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});
