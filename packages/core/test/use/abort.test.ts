import { describe, expect, it } from "vitest";
import { deferred } from "../helpers/deferred.ts";
import { watch } from "../helpers/outcome.ts";
import { createPool } from "../helpers/pool.ts";

const reason = new Error("the page was closed");

describe("an abort of use()", () => {
  it("before the call rejects with the reason, and nothing is leased or built", async () => {
    const { pool } = createPool();
    const used = pool.use(() => "page", { signal: AbortSignal.abort(reason) });
    await expect(used).rejects.toBe(reason);
    expect(pool.stats()).toMatchObject({ init: { passed: 0 }, sessions: { leased: 0, ready: 0 } });
  });

  it("between the grant and the task rejects without running the task, and gives the use back", async () => {
    const { pool, clock } = createPool({ size: 1 });
    const caller = new AbortController();
    let tasks = 0;
    const used = watch(pool.use(() => ++tasks, { signal: caller.signal }));
    caller.abort(reason);
    await clock.flush();
    expect(used.error).toBe(reason);
    expect(tasks).toBe(0);
    const lease = await pool.acquire();
    expect(lease.session.uses).toBe(1);
  });

  it("while waiting rejects at once with the reason, and leaves the session to the next", async () => {
    const { pool, clock } = createPool({ size: 1 });
    const lease = await pool.acquire();
    const caller = new AbortController();
    const used = watch(pool.use(() => "page", { signal: caller.signal }));
    const next = watch(pool.use(() => "next"));
    caller.abort(reason);
    await clock.flush();
    expect(used.error).toBe(reason);
    await lease.settle("ok");
    await clock.flush();
    expect(next.value).toBe("next");
  });

  it("while its session is built rejects at once, and the session goes to whoever comes", async () => {
    const built = deferred<string>();
    const { pool, clock } = createPool({ size: 1, init: () => built.promise });
    const caller = new AbortController();
    const used = watch(pool.use(() => "page", { signal: caller.signal }));
    await clock.flush();
    caller.abort(reason);
    await clock.flush();
    expect(used.error).toBe(reason);
    built.resolve("state");
    await expect(pool.use(({ session }) => session.state)).resolves.toBe("state");
    expect(pool.stats().init.passed).toBe(1);
  });

  it("during the task rejects at once, aborts the task's signal, and blames nobody", async () => {
    const { pool, clock } = createPool({ size: 1 });
    const caller = new AbortController();
    const task = deferred();
    let seen: unknown;
    const used = watch(
      pool.use(
        ({ signal }) => {
          signal.addEventListener("abort", () => (seen = signal.reason));
          return task.promise;
        },
        { signal: caller.signal },
      ),
    );
    await clock.flush();
    caller.abort(reason);
    await clock.flush();
    expect(used.error).toBe(reason);
    expect(seen).toBe(reason);
    task.reject(new Error("aborted"));
    await clock.flush();
    expect(pool.stats()).toMatchObject({ use: { inconclusive: 1, error: 0 }, retired: {} });
  });

  it("leaves the session leased until the task itself has ended", async () => {
    const { pool, clock } = createPool({ size: 1 });
    const caller = new AbortController();
    const task = deferred();
    const used = watch(pool.use(() => task.promise, { signal: caller.signal }));
    await clock.flush();
    caller.abort(reason);
    await clock.flush();
    expect(used.state).toBe("rejected");
    const next = watch(pool.acquire());
    await clock.flush();
    expect(next.state).toBe("pending");
    task.resolve();
    await clock.flush();
    expect(next.state).toBe("resolved");
  });

  it("is never retried, although the task threw what a classifier blames on the session", async () => {
    const { pool, clock } = createPool({ classify: ({ error }) => (error ? "error" : "ok") });
    const caller = new AbortController();
    let tasks = 0;
    const used = watch(
      pool.use(
        async () => {
          tasks++;
          caller.abort(reason);
          throw new Error("socket closed");
        },
        { signal: caller.signal },
      ),
    );
    await clock.flush();
    expect(used.error).toBe(reason);
    expect(tasks).toBe(1);
    expect(pool.stats()).toMatchObject({ use: { error: 0 }, retired: {} });
  });
});
