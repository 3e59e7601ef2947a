import { describe, expect, it } from "vitest";
import { createPool } from "../helpers/pool.ts";
import { watch } from "../helpers/outcome.ts";

describe("Callers for any session among callers for one", () => {
  it("are not refused for a full queue while a session is free", async () => {
    const { pool } = createPool({ size: 2, maxWaiting: 1 });
    await pool.warm();
    const held = await pool.acquire();
    const pinned = watch(pool.acquire({ id: held.session.id }));
    const free = await pool.acquire();
    expect(free.session.id).not.toBe(held.session.id);
    expect(pinned.state).toBe("pending");
    await held.settle("ok");
    await (await pinned.promise).settle("ok");
    await free.settle("ok");
    await pool.close();
  });

  it("do not overtake who waits for a session whose pause has just ended", async () => {
    const { pool, clock } = createPool({
      size: 1,
      delayMs: 100,
      delayJitter: 0,
      maxConcurrency: 2,
    });
    await pool.add(undefined, { id: "only" });
    await clock.advance(100);
    const first = await pool.acquire({ id: "only" });
    const pinned = pool.acquire({ id: "only" });
    // The alarm of the waiting caller rings at this very time, but later than this call.
    const late = new Promise<string>((resolve) => {
      clock.setTimeout(() => {
        const served = pool.acquire().then((lease) => lease.settle("ok").then(() => "any"));
        void Promise.race([served, pinned.then(() => "pinned")]).then(resolve);
      }, 99.5);
    });
    await clock.advance(100);
    expect(await late).toBe("pinned");
    await (await pinned).settle("ok");
    await first.settle("ok");
    await clock.advance(100);
    await pool.close();
  });

  it("do not keep a caller for a missing session waiting", async () => {
    const { pool } = createPool({ size: 1 });
    const held = await pool.acquire();
    const general = watch(pool.acquire());
    await expect(pool.acquire({ id: "nobody" })).rejects.toMatchObject({
      code: "ERR_SESSION_MISSING",
      message:
        "default: session nobody is gone (size=1, leased=1, ready=0, starting=0, resting=0, waiting=1)",
    });
    await held.settle("ok");
    await (await general.promise).settle("ok");
    await pool.close();
  });
});
