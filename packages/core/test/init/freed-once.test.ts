import { describe, expect, it } from "vitest";
import { deferred } from "../helpers/deferred.ts";
import { errorOf } from "../helpers/outcome.ts";
import { createPool } from "../helpers/pool.ts";

/** A pool of two sessions, what ends their inits, and the states that were closed. */
function twoInits(maxBadInits = 8) {
  const inits = [deferred<string | false>(), deferred<string | false>()];
  const closed: string[] = [];
  const { pool, clock } = createPool<string>({
    size: 2,
    maxBadInits,
    initTimeoutMs: 1_000,
    init: ({ slot, attempt }) =>
      (attempt === 1 && inits[slot]?.promise) || new Promise(() => undefined),
    close: ({ state }) => void closed.push(state),
  });
  const warmed = errorOf(pool.warm());
  return { pool, clock, inits, closed, warmed };
}

describe("what an init built", () => {
  it("is closed once when the pool fails while it is being put in", async () => {
    const { clock, inits, closed } = twoInits(1);
    inits[0]?.resolve(false);
    inits[1]?.resolve("built");
    await clock.flush();
    expect(closed).toEqual(["built"]);
  });

  it("is closed once when the pool closes while it is being put in", async () => {
    const { pool, clock, inits, closed, warmed } = twoInits();
    inits[1]?.resolve("built");
    await Promise.all([pool.close(), clock.flush(), warmed]);
    expect(closed).toEqual(["built"]);
  });

  it("is closed once when it comes after the time-out", async () => {
    const { clock, inits, closed } = twoInits();
    await clock.advance(1_000);
    inits[0]?.resolve("late");
    await clock.flush();
    expect(closed).toEqual(["late"]);
  });

  it("is closed once when the pool has long been closed", async () => {
    const { pool, clock, inits, closed, warmed } = twoInits();
    await Promise.all([pool.close(), warmed]);
    inits[0]?.resolve("late");
    await clock.flush();
    expect(closed).toEqual(["late"]);
  });

  it("is closed once when a check has said no, although the init went on", async () => {
    const closed: string[] = [];
    let inits = 0;
    const { pool } = createPool<string, unknown, string>({
      size: 1,
      check: () => ++inits > 1,
      init: ({ check, id }) => check("page").then(() => id),
      close: ({ state }) => void closed.push(state),
    });
    const { session } = await pool.acquire();
    expect(closed).toHaveLength(1);
    expect(closed).not.toContain(session.id);
  });
});
