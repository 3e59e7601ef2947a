import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { createPool } from "../helpers/pool.ts";

describe("A signal that many callers share", () => {
  it("gets one listener, and keeps none when they are served", async () => {
    const { pool, clock } = createPool({ size: 1 });
    const { signal } = new AbortController();
    const held = await pool.acquire();
    const callers = Array.from({ length: 20 }, () => pool.use(async () => "page", { signal }));
    await clock.flush();
    expect(getEventListeners(signal, "abort")).toHaveLength(1);
    await held.settle("ok");
    await Promise.all(callers);
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
    await pool.close();
  });

  it("aborts all of them", async () => {
    const { pool, clock } = createPool({ size: 1 });
    const controller = new AbortController();
    const held = await pool.acquire();
    const { signal } = controller;
    const callers = Promise.allSettled(
      Array.from({ length: 20 }, () => pool.use(async () => "page", { signal })),
    );
    await clock.flush();
    controller.abort(new Error("enough"));
    for (const caller of await callers)
      expect(caller).toMatchObject({ status: "rejected", reason: { message: "enough" } });
    expect(pool.stats().waiting).toBe(0);
    await held.settle("ok");
    await pool.close();
  });
});

describe("A task that aborts its own call", () => {
  it("and throws at once gives its session back", async () => {
    const { pool } = createPool({ size: 1 });
    const controller = new AbortController();
    const task = (): Promise<string> => {
      controller.abort(new Error("enough"));
      throw new Error("too late");
    };
    await expect(pool.use(task, { signal: controller.signal })).rejects.toThrow("enough");
    expect(pool.stats()).toMatchObject({ sessions: { ready: 1, leased: 0 }, retired: {} });
    await pool.close();
  });

  it("and goes on hears of it by its signal", async () => {
    const { pool, clock } = createPool({ size: 1 });
    const controller = new AbortController();
    const heard: unknown[] = [];
    const call = pool.use(
      ({ signal }) => {
        controller.abort(new Error("enough"));
        return new Promise<string>((_, reject) => {
          signal.addEventListener("abort", () => {
            heard.push(signal.reason);
            reject(signal.reason as Error);
          });
        });
      },
      { signal: controller.signal },
    );
    await expect(call).rejects.toThrow("enough");
    await clock.flush();
    expect(heard).toHaveLength(1);
    expect(pool.stats().sessions.leased).toBe(0);
    await pool.close();
  });
});
