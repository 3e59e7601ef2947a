import { describe, expect, it } from "vitest";
import { noRetryPolicy, type RetryPolicy } from "../../src/index.ts";
import { BAN, createLab, drive, problem } from "../sessions/support/service.ts";

const BUSY = problem(429, "/limits/over-user-limit");

describe("the retry policy", () => {
  it("118: uses have that of sessions, unless they bring one", async () => {
    const lab = createLab({
      pool: { size: 1, retries: 0 },
      script: ({ echoData }) => (echoData === "use" ? BAN : undefined),
    });
    await expect(lab.page()).rejects.toMatchObject({ code: "ERR_RETRIES_EXHAUSTED" });
    expect(lab.uses).toHaveLength(1);
    const thrice: RetryPolicy = {
      name: "thrice",
      start: () => (failure) => (failure.attempts < 3 ? 0 : undefined),
    };
    await expect(drive(lab.clock, lab.page("/", { retryPolicy: thrice }))).rejects.toMatchObject({
      code: "ERR_RETRIES_EXHAUSTED",
    });
    expect(lab.uses).toHaveLength(1 + 3);
  });

  it("stays with a query that `prepare` makes anew", async () => {
    const lab = createLab({
      pool: { size: 1, retries: 0 },
      prepare: (request) => ({ ...request, jobId: "j" }),
      script: ({ echoData }) => (echoData === "use" ? BUSY : undefined),
    });
    await expect(lab.page("/", { retryPolicy: noRetryPolicy })).rejects.toMatchObject({
      status: 429,
    });
    expect(lab.uses).toHaveLength(1);
  });

  it("119: inits have it, too", async () => {
    const lab = createLab({
      pool: { size: 1, maxBadInits: 1 },
      script: (_query, n) => (n === 0 ? BUSY : BAN),
    });
    await expect(drive(lab.clock, lab.page())).rejects.toMatchObject({
      code: "ERR_TOO_MANY_BAD_INITS",
    });
    expect(lab.inits).toHaveLength(2); // 429 was waited out, the first 520 was not
  });

  it("120: queries without a session have that of the client", async () => {
    const lab = createLab({ script: () => BAN });
    const page = lab.page("/", { session: { enabled: false } });
    await expect(drive(lab.clock, page)).rejects.toMatchObject({ status: 520 });
    expect(lab.service.queries).toHaveLength(4);
  });

  it("121: that of sessions throws the first 520 or 521, and waits out a 429", async () => {
    for (const status of [520, 521]) {
      const lab = createLab({
        pool: { size: 1, retries: 0 },
        script: ({ echoData }) => {
          if (echoData !== "use") return undefined;
          return lab.uses.length < 3 ? BUSY : problem(status, "/download/temporary-error");
        },
      });
      await expect(drive(lab.clock, lab.page())).rejects.toMatchObject({
        code: "ERR_RETRIES_EXHAUSTED",
        cause: { status },
      });
      expect(lab.uses).toHaveLength(3);
    }
  });
});
