import { expect, test } from "vitest";
import { ClientListeners } from "../../src/client/client-listeners.ts";

/** A pool that counts who listens to it. */
function createSource(): { listening: number; on(): () => void } {
  const source = {
    listening: 0,
    on: () => {
      source.listening++;
      return () => {
        source.listening--;
      };
    },
  };
  return source;
}

test("listens to pools that are there and to pools that come", () => {
  const listeners = new ClientListeners();
  const [early, late] = [createSource(), createSource()];
  listeners.add(early);
  const off = listeners.on("lease:granted", () => undefined);
  listeners.add(late);
  expect([early.listening, late.listening]).toEqual([1, 1]);
  off();
  expect([early.listening, late.listening]).toEqual([0, 0]);
});

test("lets go of a pool that is gone", () => {
  const listeners = new ClientListeners();
  const pool = createSource();
  listeners.add(pool);
  const off = listeners.on("lease:granted", () => undefined);
  listeners.remove(pool);
  expect(pool.listening).toBe(0);
  off();
  listeners.on("lease:settled", () => undefined);
  expect(pool.listening).toBe(0);
});

test("the same listener may be there twice, and leaves once at a time", () => {
  const listeners = new ClientListeners();
  const pool = createSource();
  listeners.add(pool);
  const listener = (): void => undefined;
  const off = listeners.on("lease:granted", listener);
  listeners.on("lease:granted", listener);
  off();
  off();
  expect(pool.listening).toBe(1);
});
