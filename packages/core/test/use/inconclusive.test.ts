import { describe, expect, it } from "vitest";
import type { Verdict } from "../../src/index.ts";
import { errorOf } from "../helpers/outcome.ts";
import { adaptedPool, judgedPool } from "./judged.ts";

describe("an inconclusive exchange", () => {
  it("is retried where the adapter says that the request may be repeated", async () => {
    const pool = adaptedPool({ retryable: (request) => request === "GET" });
    const verdicts: Verdict[] = ["inconclusive", "inconclusive", "ok"];
    const task = ({ attempt }: { readonly attempt: number }) => verdicts[attempt - 1] ?? "ok";
    await expect(pool.use(task, { request: "GET" })).resolves.toBe("ok");
    await expect(pool.use(task, { request: "POST" })).resolves.toBe("inconclusive");
  });

  it("is retried without an adapter's word, with any session", async () => {
    const { pool } = judgedPool();
    const page = await pool.use(({ attempt }) => (attempt < 3 ? "inconclusive" : "ok"));
    expect(page).toBe("ok");
  });

  it("hands its response over as it is when the budget is spent", async () => {
    const { pool } = judgedPool();
    await expect(pool.use(() => "inconclusive")).resolves.toBe("inconclusive");
    expect(pool.stats()).toMatchObject({ use: { inconclusive: 4 }, retired: {} });
  });

  it("rejects with ERR_RETRIES_EXHAUSTED when it was an error, and the budget is spent", async () => {
    const pool = adaptedPool();
    const cause = new Error("ECONNRESET");
    const error = await errorOf(pool.use(() => Promise.reject(cause), { request: "GET" }));
    expect(error).toMatchObject({ code: "ERR_RETRIES_EXHAUSTED", cause });
  });

  it("rejects with the error itself where the request may not be repeated", async () => {
    const pool = adaptedPool({ retryable: () => false });
    const error = new Error("ECONNRESET");
    await expect(pool.use(() => Promise.reject(error), { request: "POST" })).rejects.toBe(error);
  });

  it("that blames the session is retried although the request may not be repeated", async () => {
    const pool = adaptedPool({ retryable: () => false });
    for (const verdict of ["error", "invalid", "expired", "throttled"] as const) {
      const page = pool.use(({ attempt }) => (attempt === 1 ? verdict : "ok"), { request: "POST" });
      await expect(page).resolves.toBe("ok");
    }
  });
});
