import { expect, test } from "vitest";
import { recordEvents } from "../helpers/events.ts";
import { createPool } from "../helpers/pool.ts";
import { failingStore } from "../helpers/stores.ts";

test("a sweep that failed is asked again a second later", async () => {
  const failing = failingStore("sweep");
  const { pool, clock } = createPool({ size: 1, store: failing.store, maxIdleMs: 1_000 });
  const events = recordEvents(pool, "pool:store-failed");
  await pool.warm();
  failing.error = new Error("down");
  await clock.advance(1_000);
  expect(events.all).toHaveLength(1);
  failing.error = undefined;
  await clock.advance(999);
  expect(pool.stats().retired).toEqual({});
  await clock.advance(1);
  expect(pool.stats().retired).toEqual({ idle: 1 });
});

test("a sweep that fails keeps no timer after close()", async () => {
  const failing = failingStore("sweep");
  const { pool, clock } = createPool({ size: 1, store: failing.store, maxIdleMs: 1_000 });
  await pool.warm();
  failing.error = new Error("down");
  await clock.advance(1_500);
  await pool.close();
  expect(clock.pending).toBe(0);
});
