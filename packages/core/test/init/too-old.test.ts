import { describe, expect, it } from "vitest";
import { errorOf, watch } from "../helpers/outcome.ts";
import { deferred, type Deferred } from "../helpers/deferred.ts";
import { recordEvents } from "../helpers/events.ts";
import { createPool } from "../helpers/pool.ts";

describe("a session that is too old when it is ready", () => {
  it("is never leased: its init was a bad one, and another is tried", async () => {
    const inits: Deferred<string>[] = [];
    const closed: unknown[] = [];
    const { pool, clock } = createPool<string>({
      size: 1,
      maxAgeMs: 1_000,
      lifetimeJitter: 0,
      init: () => {
        const init = deferred<string>();
        inits.push(init);
        return init.promise;
      },
      close: ({ state }) => void closed.push(state),
    });
    const events = recordEvents(pool, "init:failed");
    const lease = watch(pool.acquire());
    await clock.advance(1_000);
    inits[0]?.resolve("slow");
    await clock.flush();
    expect(events.of("init:failed")).toMatchObject([{ reason: "failed", badInits: 1 }]);
    expect(closed).toEqual(["slow"]);
    inits[1]?.resolve("quick");
    await clock.flush();
    expect(lease.value.session.state).toBe("quick");
  });

  it("fails the pool when it happens `maxBadInits` times, instead of building for ever", async () => {
    const { pool, clock } = createPool({ maxAgeMs: 50, delayMs: 1_000, maxBadInits: 3 });
    const events = recordEvents(pool, "init:failed");
    const error = errorOf(pool.acquire());
    await clock.flush();
    expect(await error).toMatchObject({
      code: "ERR_TOO_MANY_BAD_INITS",
      cause: { message: expect.stringContaining("too old for its first use") },
    });
    expect(events.of("init:failed")).toHaveLength(3);
  });
});
