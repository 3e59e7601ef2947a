import { describe, expect, it } from "vitest";
import { createZyteClient } from "../../src/index.ts";
import { createFakeClock } from "@sessionary/core/testing";
import { BAN, createService, drive } from "../sessions/support/service.ts";

const query = { url: "https://example.com/", browserHtml: true };

describe("beforeAttempt", () => {
  it("is called before each attempt, with the query's turn at hand", async () => {
    const service = createService((_query, n) => (n < 2 ? BAN : undefined));
    const clock = createFakeClock();
    const client = createZyteClient({ apiKey: "key", fetch: service.fetch, clock });
    const sentBefore: number[] = [];
    const beforeAttempt = (): void => void sentBefore.push(service.queries.length);
    await drive(clock, client.extract(query, { beforeAttempt }));
    expect(sentBefore).toEqual([0, 1, 2]);
  });

  it("ends a query by throwing: it is not sent, not counted, and its place is free", async () => {
    const service = createService();
    const client = createZyteClient({ apiKey: "key", fetch: service.fetch, concurrency: 1 });
    const gone = new Error("gone");
    const beforeAttempt = (): never => {
      throw gone;
    };
    await expect(client.extract(query, { beforeAttempt })).rejects.toBe(gone);
    expect(client.stats()).toMatchObject({ attempts: 0, errors: 0, failed: 1, running: 0 });
    await client.extract(query);
    expect(service.queries).toHaveLength(1);
  });
});
