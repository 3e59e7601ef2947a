import { describe, expect, test } from "vitest";
import { initLater } from "../../src/index.ts";
import { errorOf, watch } from "../helpers/outcome.ts";
import { createPool } from "../helpers/pool.ts";
import { crawl, page } from "./site.ts";

const CLOSED = { code: "ERR_POOL_CLOSED" };

describe("closing (items 152 to 158)", () => {
  test("cancels all creations in the background", async () => {
    const signals: AbortSignal[] = [];
    const { pool } = createPool({
      size: 3,
      init: ({ signal }) => {
        signals.push(signal);
        return new Promise(() => undefined);
      },
    });
    const warmed = errorOf(pool.warm());
    await pool.close();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, true]);
    expect(await warmed).toMatchObject(CLOSED);
  });

  test("lets a session be dropped and starts no replacement", async () => {
    const { pool, clock } = createPool({ size: 1 });
    const lease = await pool.acquire();
    const closing = watch(pool.close());
    await lease.settle("error");
    await clock.flush();
    expect(closing.state).toBe("resolved");
    expect(pool.stats().init.passed).toBe(1);
    expect(pool.stats().sessions).toEqual({ starting: 0, ready: 0, leased: 0, resting: 0 });
  });

  test("refuses new requests at once, those that would create included", async () => {
    const { client, clock } = crawl();
    const closing = client.close();
    expect(await errorOf(client.send(page("/")))).toMatchObject(CLOSED);
    await clock.flush();
    await closing;
  });

  test("refuses those that wait for a session at once", async () => {
    const { pool, clock } = createPool({ size: 1 });
    await pool.acquire();
    const waiting = watch(pool.acquire());
    watch(pool.close());
    await clock.flush();
    expect(waiting.error).toMatchObject(CLOSED);
    expect(clock.now()).toBe(0);
  });

  test("does not wait for a session that is not yet due", async () => {
    const { pool, clock } = createPool({ size: 1, delayMs: 3_600_000 });
    const waiting = watch(pool.acquire());
    await clock.advance(1_000);
    const closing = watch(pool.close());
    await clock.flush();
    expect(waiting.error).toMatchObject(CLOSED);
    expect(closing.state).toBe("resolved");
  });

  test("does not wait for a creation that sleeps over a vendor's limit", async () => {
    const { pool, clock } = createPool({ init: () => initLater({ retryAfterMs: 3_600_000 }) });
    const waiting = watch(pool.acquire());
    await clock.advance(1_000);
    const closing = watch(pool.close());
    await clock.flush();
    expect(waiting.error).toMatchObject(CLOSED);
    expect(closing.state).toBe("resolved");
    expect(clock.pending).toBe(0);
  });

  test("leaves nothing behind after a normal run", async () => {
    const { client, clock } = crawl({ pool: { size: 2, maxAgeMs: 60_000, delayMs: 10 } });
    const sent = Array.from({ length: 20 }, (_, each) => watch(client.send(page(`/${each}`))));
    await clock.advance(10_000);
    expect(sent.every(({ state }) => state === "resolved")).toBe(true);
    await client.close();
    expect(clock.pending).toBe(0);
    expect(client.pools()).toEqual([]);
  });

  test("gives running requests time, and ends them when it is over", async () => {
    const { pool, clock } = createPool({ size: 2 });
    const quick = await pool.acquire();
    const stuck = await pool.acquire();
    const closing = watch(pool.close({ drainTimeoutMs: 5_000 }));
    await quick.settle("ok");
    await clock.advance(4_999);
    expect([closing.state, stuck.signal.aborted]).toEqual(["pending", false]);
    await clock.advance(1);
    expect([closing.state, stuck.signal.aborted]).toEqual(["resolved", true]);
  });
});
