import { describe, expect, it } from "vitest";
import { isSessionaryError, type DetailedVerdict } from "../../src/index.ts";
import { errorOf } from "../helpers/outcome.ts";
import { createPool } from "../helpers/pool.ts";

interface Page {
  readonly status: number;
  readonly url: string;
  readonly judged: DetailedVerdict;
}

function pagePool(options: Parameters<typeof createPool<undefined, unknown, Page>>[0] = {}) {
  return createPool<undefined, unknown, Page>({
    name: "shop.example",
    classify: ({ response, error }) =>
      error ? { verdict: "error", reason: "refused" } : response?.judged,
    ...options,
  });
}

describe("ERR_RETRIES_EXHAUSTED", () => {
  it("carries every attempt, oldest first: session, verdict, reason, error or a short reading", async () => {
    const { pool } = pagePool({ retries: 2 });
    const ids: string[] = [];
    const thrown = new Error("ECONNREFUSED");
    const error = await errorOf(
      pool.use(({ session, attempt }) => {
        ids.push(session.id);
        if (attempt === 2) throw thrown;
        const judged = { verdict: "invalid", reason: `wrong zip ${attempt}` } as const;
        return { status: 200 + attempt, url: "https://shop.example/p/1", judged };
      }),
    );
    expect(isSessionaryError(error, "ERR_RETRIES_EXHAUSTED") && error.attempts).toEqual([
      {
        sessionId: ids[0],
        verdict: "invalid",
        reason: "wrong zip 1",
        error: undefined,
        reading: { status: 201, url: "https://shop.example/p/1" },
      },
      {
        sessionId: ids[1],
        verdict: "error",
        reason: "refused",
        error: thrown,
        reading: undefined,
      },
      {
        sessionId: ids[2],
        verdict: "invalid",
        reason: "wrong zip 3",
        error: undefined,
        reading: { status: 203, url: "https://shop.example/p/1" },
      },
    ]);
  });

  it("has the last error as its cause, even if the last attempt had a response", async () => {
    const { pool } = pagePool({ retries: 2 });
    const errors = [new Error("first"), new Error("second")];
    const error = await errorOf(
      pool.use(({ attempt }) => {
        const thrown = errors[attempt - 1];
        if (thrown !== undefined) throw thrown;
        return { status: 200, url: "", judged: { verdict: "invalid" } };
      }),
    );
    expect(error).toMatchObject({ cause: errors[1] });
  });

  it("says how many attempts there were, what the last verdict was, and how the pool stands", async () => {
    const { pool } = pagePool({ retries: 1, size: 2 });
    const error = await errorOf(
      pool.use(() => ({
        status: 200,
        url: "",
        judged: { verdict: "invalid", reason: "wrong zip" },
      })),
    );
    expect(String(error)).toMatch(
      /^SessionaryError: shop\.example: no good exchange in 2 attempts, the last was invalid \(wrong zip\) \(size=2, leased=0, ready=\d, starting=\d, resting=0, waiting=0\)$/,
    );
  });

  it("keeps credentials, queries and hashes of URLs out of its readings", async () => {
    const { pool } = pagePool({ retries: 0 });
    const error = await errorOf(
      pool.use(() => ({
        status: 403,
        url: "https://user:secret@shop.example/a?token=secret#secret",
        judged: { verdict: "error" },
      })),
    );
    expect(JSON.stringify(error)).not.toContain("secret");
    expect(error).toMatchObject({
      attempts: [{ reading: { url: "https://shop.example/a" } }],
    });
  });

  it("keeps the attempts when a later one gets no session at all", async () => {
    const { pool } = pagePool();
    await pool.add(undefined, { id: "only" });
    const error = await errorOf(
      pool.use(() => ({ status: 403, url: "", judged: { verdict: "error" } }), { id: "only" }),
    );
    expect(error).toMatchObject({
      code: "ERR_SESSION_MISSING",
      attempts: [{ sessionId: "only", verdict: "error" }],
    });
  });
});
