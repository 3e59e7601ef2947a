import { describe, expect, it } from "vitest";
import { createLab, idsOf } from "../sessions/support/service.ts";

describe("retries and redirects", () => {
  it("139: a query that is tried again because of its site gets a new turn", async () => {
    const lab = createLab({
      pool: { size: 2 },
      classify: ({ phase, response }) =>
        phase === "use" && response?.statusCode === 500 ? "inconclusive" : undefined,
      script: (_query, n) => (n === 4 ? { statusCode: 500 } : undefined),
    });
    await lab.page("/1");
    await lab.page("/2");
    await lab.page("/3");
    const [first, second] = idsOf(lab.uses.filter(({ url }) => url.endsWith("/3")));
    expect(first).not.toBe(second);
    expect(lab.sessions.stats().retired).toEqual({});
  });

  it("141: a check may refuse a redirect, so that its URL is tried again with a new session", async () => {
    const lab = createLab({
      pool: { size: 1 },
      check: ({ response: { statusCode = 200 } }) => statusCode < 300 || statusCode > 399,
      script: (_query, n) => (n === 1 ? { statusCode: 302 } : undefined),
    });
    const response = await lab.sessions.extract({
      url: "https://example.com/p/1",
      httpResponseBody: true,
      followRedirect: false,
      echoData: "use",
    });
    expect(response.statusCode).toBe(200);
    expect(new Set(idsOf(lab.uses)).size).toBe(2);
  });
});
