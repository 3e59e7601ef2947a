import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { joinSignals } from "../../src/exchange/join-signals.ts";

test("one signal, or none, is itself", () => {
  const { signal } = new AbortController();
  expect(joinSignals(signal, null)).toBe(signal);
  expect(joinSignals(undefined, signal)).toBe(signal);
  expect(joinSignals(signal, signal)).toBe(signal);
  expect(joinSignals(null, undefined)).toBeNull();
});

test("two signals abort as one, with the reason of the first to abort", () => {
  for (const index of [0, 1] as const) {
    const sources = [new AbortController(), new AbortController()] as const;
    const joined = joinSignals(sources[0].signal, sources[1].signal);
    expect(joined?.aborted).toBe(false);
    sources[index].abort("first");
    sources[1 - index]?.abort("second");
    expect(joined?.reason).toBe("first");
  }
});

test("what has aborted before has aborted", () => {
  const { signal } = new AbortController();
  expect(joinSignals(signal, AbortSignal.abort("before"))?.reason).toBe("before");
  expect(joinSignals(AbortSignal.abort("before"), signal)?.reason).toBe("before");
});

test("a signal that goes with many requests has one listener, and reaches them all", () => {
  const shared = new AbortController();
  const joined = Array.from({ length: 50 }, () =>
    joinSignals(shared.signal, new AbortController().signal),
  );
  expect(getEventListeners(shared.signal, "abort")).toHaveLength(1);
  shared.abort("all");
  expect(joined.map((signal) => signal?.reason)).toEqual(joined.map(() => "all"));
});
