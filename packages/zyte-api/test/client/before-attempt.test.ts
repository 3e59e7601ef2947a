import { describe, expect, it } from "vitest";
import { createZyteClient, noRetryPolicy } from "../../src/index.ts";
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
    expect(client.stats()).toMatchObject({ attempts: 0, errors: 0, running: 0 });
    expect(client.stats()).toMatchObject({ failed: 0, aborted: 1, ratios: { succeeded: 0 } });
    await client.extract(query);
    expect(service.queries).toHaveLength(1);
    expect(client.stats()).toMatchObject({ succeeded: 1, ratios: { succeeded: 1 } });
  });

  it("does so with whatever it throws: an error of the service, too, is not tried again", async () => {
    const service = createService(() => BAN);
    const client = createZyteClient({ apiKey: "key", fetch: service.fetch });
    const banned: unknown = await client
      .extract(query, { retryPolicy: noRetryPolicy })
      .catch((error: unknown) => error);
    const beforeAttempt = (): never => {
      throw banned as Error;
    };
    await expect(client.extract(query, { beforeAttempt })).rejects.toBe(banned);
    expect(client.stats()).toMatchObject({ attempts: 1, failed: 1, aborted: 1 });
  });
});
