import { describe, expect, it } from "vitest";
import { BAN, EXPIRED, createLab, drive, idsOf, turn } from "../sessions/support/service.ts";

/** A promise, and what settles it. */
function deferred(): { readonly promise: Promise<void>; resolve(): void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => void (resolve = done));
  return { promise, resolve };
}

describe("building and rotating", () => {
  it("53: the first queries of a pool build a session each and wait for it, side by side if they come together", async () => {
    const gate = deferred();
    const lab = createLab({
      pool: { size: 3 },
      script: async ({ echoData }) => {
        if (echoData !== "use") await gate.promise;
      },
    });
    const pages = ["/1", "/2", "/3"].map((path) => lab.page(path));
    await turn(lab.clock);
    expect([lab.inits.length, lab.uses.length]).toEqual([3, 0]);
    gate.resolve();
    await Promise.all(pages);
    const idOf = (path: string): (string | undefined)[] =>
      idsOf(lab.service.queries.filter(({ url }) => url.endsWith(path)));
    for (const path of ["/1", "/2", "/3"]) {
      const [init, use] = idOf(path);
      expect(use).toBe(init);
    }
  });

  it("54: later queries build none", async () => {
    const lab = createLab({ pool: { size: 2 } });
    for (let n = 0; n < 10; n += 1) await lab.page(`/${n}`);
    expect(lab.inits).toHaveLength(2);
  });

  it("55: sessions take turns, and several queries may hold one at the same time", async () => {
    const lab = createLab({ pool: { size: 2 } });
    for (let n = 0; n < 8; n += 1) await lab.page(`/${n}`);
    const [a, b] = idsOf(lab.uses);
    expect(idsOf(lab.uses).slice(2)).toEqual([a, b, a, b, a, b]);
    const gate = deferred();
    lab.service.script = () => gate.promise;
    const pages = Array.from({ length: 6 }, (_, n) => lab.page(`/more/${n}`));
    await turn(lab.clock);
    expect(lab.uses).toHaveLength(14); // all of them are under way, on two sessions
    expect(idsOf(lab.uses).slice(8)).toEqual([a, b, a, b, a, b]);
    gate.resolve();
    await Promise.all(pages);
  });

  it("56: a session is used only after its init has passed and its first pause is over", async () => {
    const gate = deferred();
    const lab = createLab({
      pool: { size: 1, delayMs: 5000, delayJitter: 0 },
      script: async ({ echoData }) => {
        if (echoData !== "use") await gate.promise;
      },
    });
    const before = lab.clock.now();
    const pages = Promise.all([lab.page("/1"), lab.page("/2")]);
    await turn(lab.clock);
    expect(lab.sessions.stats().sessions).toMatchObject({ starting: 1, ready: 0 });
    gate.resolve();
    await turn(lab.clock);
    expect(lab.uses).toHaveLength(0);
    await drive(lab.clock, pages);
    expect(lab.clock.now() - before).toBe(10_000);
  });

  it("59: a query that gets no session in time is told why, and only that one fails", async () => {
    const gate = deferred();
    const lab = createLab({
      pool: { size: 1, maxConcurrency: 1, acquireTimeoutMs: 30_000 },
      script: async ({ url, echoData }) => {
        if (echoData === "use" && url.endsWith("/slow")) await gate.promise;
      },
    });
    const slow = lab.page("/slow");
    await turn(lab.clock);
    const before = lab.clock.now();
    await expect(drive(lab.clock, lab.page("/late"))).rejects.toMatchObject({
      code: "ERR_ACQUIRE_TIMEOUT",
      message: expect.stringMatching(
        /^example\.com: no session within 30000 ms \(size=1, leased=1/,
      ),
    });
    expect(lab.clock.now() - before).toBe(30_000);
    gate.resolve();
    await slow;
    await lab.page("/next");
  });

  it("62: a session that a query brings along gives way to that of the pool", async () => {
    const lab = createLab({ pool: { size: 1 } });
    const own = { id: "0e41ee3a-0e3b-4c6b-9ae9-8b8f36e0f0f1" };
    const { session } = await lab.sessions.extract({
      url: "https://example.com/",
      browserHtml: true,
      session: own,
    });
    expect(session?.id).not.toBe(own.id);
    expect(session).toEqual(lab.inits[0]?.session);
  });

  it("a session that ends while queries wait for their turn is handed to none of them", async () => {
    const lab = createLab({
      pool: { size: 1, delayMs: 10_000, delayJitter: 0 },
      script: ({ url, echoData }) =>
        echoData === "use" && url.endsWith("/1") ? EXPIRED : undefined,
    });
    const first = lab.page("/1").catch(() => undefined);
    const second = lab.page("/2");
    await drive(lab.clock, second);
    const [dead] = idsOf(lab.uses);
    expect(idsOf(lab.uses.filter(({ url }) => url.endsWith("/2")))).not.toContain(dead);
    await drive(lab.clock, first);
  });

  it("a session that is too old for the service is not tried", async () => {
    const lab = createLab({ pool: { size: 1, lifetimeJitter: 0 } });
    await lab.page("/1");
    // In use all the time, so that it is never idle.
    for (let n = 0; n < 14; n += 1) {
      await lab.clock.advance(60_000);
      await lab.page("/again");
    }
    expect(lab.inits).toHaveLength(1);
    await lab.clock.advance(31_000); // 14 minutes and 31 seconds
    await lab.page("/late");
    expect(new Set(idsOf(lab.uses)).size).toBe(2);
    expect(lab.sessions.stats().retired).toEqual({ age: 1 });
    expect(lab.count("use/expired")).toBe(0);
  });

  it("a session that was idle for too long is not tried, and a pool that nobody uses builds none for nobody", async () => {
    const lab = createLab({ pool: { size: 2 } });
    await lab.page("/1");
    await lab.page("/2");
    await lab.clock.advance(60_000);
    await lab.page("/3"); // by the first
    await lab.clock.advance(55_000); // the second has been idle for 115 seconds
    await lab.page("/4");
    expect(lab.sessions.stats().retired).toEqual({ idle: 1 });
    const before = lab.service.queries.length;
    await lab.clock.advance(1_000_000);
    expect(lab.service.queries.length).toBe(before);
    expect(lab.sessions.pools()).toEqual([]);
    await lab.page("/5");
    expect(lab.count("use/expired")).toBe(0);
  });

  it("a ban in the middle of many queries on one session is not the end of the others", async () => {
    const lab = createLab({
      pool: { size: 1 },
      script: ({ url, echoData }, n) =>
        echoData === "use" && url.endsWith("/3") && n < 8 ? BAN : undefined,
    });
    await Promise.all([1, 2, 3, 4, 5].map((n) => lab.page(`/${n}`)));
    expect(lab.count("use/check-passed")).toBe(5);
  });

  it("queries that wait for a connection do not find out one by one that their session is over", async () => {
    const lab = createLab({
      clientConcurrency: 2,
      pool: { size: 1, retries: 1 },
      // The first session is over before its first use, and whoever uses it is told.
      script: ({ echoData, session }) =>
        echoData === "use" && session?.id === lab.inits[0]?.session?.id ? EXPIRED : undefined,
    });
    await Promise.all(Array.from({ length: 30 }, (_, n) => lab.page(`/${n}`)));
    // The two that found out, and the two that took their place before anybody had heard of it; not 30.
    expect(lab.count("use/expired")).toBeLessThanOrEqual(4);
    expect(lab.count("use/check-passed")).toBe(30);
    expect(lab.inits).toHaveLength(2);
  });
});
