import { describe, expect, it } from "vitest";
import { SessionaryError, createSessionPool, type SessionAdapter } from "../../src/index.ts";
import { errorOf } from "../helpers/outcome.ts";
import { createPool } from "../helpers/pool.ts";
import { createFakeClock } from "@sessionary/core/testing";

/** An adapter whose own classifier takes note. */
function notingAdapter(asked: string[]): SessionAdapter<object, string, string> {
  return {
    name: "noting",
    open: () => ({}),
    send: async (request) => request,
    read: (response) => ({
      status: 200,
      url: response,
      headers: { get: () => null },
      text: async () => response,
      json: async () => response,
    }),
    url: (request) => request,
    classify: () => {
      asked.push("adapter");
      return undefined;
    },
  };
}

describe("the order of judging", () => {
  it("is the user's classify, the adapter's, then ok, then check", async () => {
    const asked: string[] = [];
    const pool = createSessionPool<object, string, string>({
      adapter: notingAdapter(asked),
      clock: createFakeClock(),
      classify: () => void asked.push("user"),
      check: () => asked.push("check") > 0,
    });
    await pool.use(() => "page");
    expect(asked).toEqual(["user", "adapter", "check"]);
  });

  it("ends with the first who has a verdict that is not ok: the checker is not asked", async () => {
    const asked: string[] = [];
    const pool = createSessionPool<object, string, string>({
      adapter: notingAdapter(asked),
      clock: createFakeClock(),
      retries: 0,
      classify: () => "error",
      check: () => asked.push("check") > 0,
    });
    await errorOf(pool.use(() => "page"));
    expect(asked).toEqual([]);
  });

  it("shows the classifier every outcome, and the checker responses only", async () => {
    const seen: unknown[] = [];
    const { pool } = createPool({
      classify: ({ response, error }) => void seen.push(response ?? error),
      check: ({ response }) => seen.push(`checked ${String(response)}`) > 0,
    });
    const error = new Error("boom");
    await pool.use(() => "page");
    await errorOf(pool.use(() => Promise.reject(error)));
    expect(seen).toEqual(["page", "checked page", error]);
  });

  it("lets check see request, response, session and variant, with phase use", async () => {
    const seen: unknown[] = [];
    const { pool } = createPool<string, string, string>({
      init: () => "state",
      check: ({ phase, request, response, session, variant }) =>
        seen.push([phase, request, response, session.state, variant]) > 0,
    });
    await pool.use(({ request }) => `page of ${request}`, { request: "/a", variant: "de" });
    expect(seen).toEqual([["use", "/a", "page of /a", "state", "de"]]);
  });
});

describe("an error that nobody classifies", () => {
  it("is what use() rejects with, without a retry, and the session is not blamed", async () => {
    const { pool } = createPool();
    const error = new TypeError("a bug of the task");
    let tasks = 0;
    const used = pool.use(() => {
      tasks++;
      throw error;
    });
    await expect(used).rejects.toBe(error);
    expect(tasks).toBe(1);
    expect(pool.stats()).toMatchObject({
      use: { inconclusive: 1, error: 0 },
      retired: {},
      sessions: { ready: 1, leased: 0 },
    });
  });

  it("is the very value, even if it is no error", async () => {
    const { pool } = createPool();
    await expect(pool.use(() => Promise.reject("plain text"))).rejects.toBe("plain text");
    await expect(pool.use(() => Promise.reject(undefined))).rejects.toBe(undefined);
  });
});

describe("a response", () => {
  it("is ok when nobody judges it, whatever it is", async () => {
    const { pool } = createPool();
    await expect(pool.use(() => undefined)).resolves.toBe(undefined);
    await expect(pool.use(() => false)).resolves.toBe(false);
    expect(pool.stats().use.ok).toBe(2);
  });

  it("whose verdict blames the session never reaches the caller", async () => {
    for (const verdict of ["error", "invalid", "expired", "throttled"] as const) {
      const { pool } = createPool({ check: () => verdict, retries: 0 });
      await expect(pool.use(() => "page")).rejects.toMatchObject({
        code: "ERR_RETRIES_EXHAUSTED",
      });
    }
  });

  it("judged false is invalid, judged true ok", async () => {
    const { pool } = createPool<undefined, unknown, boolean>({ check: ({ response }) => response });
    await pool.use(({ attempt }) => attempt > 1);
    expect(pool.stats().use).toMatchObject({ invalid: 1, ok: 1 });
  });
});

describe("an error that a classifier turns into a verdict", () => {
  it("is retried when it blames, and carried as cause when the budget is spent", async () => {
    const { pool } = createPool({ classify: ({ error }) => (error ? "error" : undefined) });
    const cause = new Error("407");
    const error = await errorOf(pool.use(() => Promise.reject(cause)));
    expect(error).toBeInstanceOf(SessionaryError);
    expect(error).toMatchObject({ code: "ERR_RETRIES_EXHAUSTED", cause });
    expect(pool.stats().use.error).toBe(4);
  });
});
