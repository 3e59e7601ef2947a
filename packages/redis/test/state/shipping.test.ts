import { inspect } from "node:util";
import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import {
  cookiesOf,
  identity,
  openIdentities,
  openWithSession,
  setCookie,
} from "../support/identities.ts";
import { build, leaseFrom, openPool } from "../support/pools.ts";
import { withRedis } from "../support/redis.ts";

const redis = withRedis();
let client: Redis;
beforeAll(() => {
  client = new Redis(redis.server.url);
});
afterAll(() => client.disconnect());
beforeEach(async () => {
  await client.flushall();
});

const caught = (error: unknown): unknown => error;

/** What Redis answers and is sent from now on, as text. */
function overhear(): { sent(): string; received(): Promise<string> } {
  const spies = [vi.spyOn(client, "evalsha"), vi.spyOn(client, "eval")];
  for (const spy of spies) spy.mockClear();
  return {
    sent: () => JSON.stringify(spies.flatMap((spy) => spy.mock.calls)),
    received: async () => {
      const answers = spies.flatMap((spy) => spy.mock.results.map(({ value }) => value));
      const settled = await Promise.allSettled(answers);
      // A script that the server did not know is not an answer; ioredis puts what was sent into that error.
      return JSON.stringify(settled.filter(({ status }) => status === "fulfilled"));
    },
  };
}

describe("a state", () => {
  test("is shipped once to a worker, and again when another one has changed it", async () => {
    const maker = await openWithSession(client, { cookies: { sid: "secret" } });
    const other = await openIdentities(client);

    const first = overhear();
    await other.settle(await leaseFrom(other), "ok");
    expect(await first.received()).toContain("secret");

    const next = overhear();
    for (let use = 0; use < 5; use++) await other.settle(await leaseFrom(other), "ok");
    for (let use = 0; use < 5; use++) await maker.settle(await leaseFrom(maker), "ok");
    await other.list();
    expect(await next.received()).not.toContain("secret");
    expect(next.sent()).not.toContain("secret");

    const held = await leaseFrom(maker);
    setCookie(held.session.state, "more", "1");
    const written = overhear();
    await maker.settle(held, "ok");
    expect(written.sent()).toContain("secret");
    await maker.settle(await leaseFrom(maker), "ok");
    expect(await written.received()).not.toContain("secret");

    const again = overhear();
    const grant = await leaseFrom(other);
    expect(await again.received()).toContain("secret");
    expect(cookiesOf(grant.session.state)).toEqual(["more=1", "sid=secret"]);
  });

  test("that was patched is what others lease", async () => {
    const maker = await openWithSession(client, {});
    const other = await openIdentities(client);
    await other.settle(await leaseFrom(other), "ok");
    expect(await maker.patch("a", identity({ sid: "patched" }))).toBe(true);
    expect(cookiesOf((await leaseFrom(other)).session.state)).toEqual(["sid=patched"]);
  });

  test("is written back by whoever changed it, also without a codec", async () => {
    const one = await openPool(client);
    const other = await openPool(client);
    await build(one, "a", { token: "first" });
    const held = await leaseFrom(one);
    held.session.state.token = "second";
    await one.settle(held, "ok");
    const grant = await leaseFrom(other);
    expect(grant.session.state).toEqual({ token: "second" });
  });

  test.each([
    ["a date", new Date(0), "state.token is an object of a class"],
    ["a function", () => 1, "state.token is a function"],
    ["NaN", Number.NaN, "state.token is a number"],
  ])("without a codec may not hold %s", async (_, token, message) => {
    const pool = await openPool<{ token: unknown }>(client);
    await expect(build(pool, "a", { token })).rejects.toThrow(message);
  });

  test("is not in the errors of Redis", async () => {
    const pool = await openWithSession(client, { cookies: { sid: "secret" } });
    const held = await leaseFrom(pool);
    setCookie(held.session.state, "more", "1");
    await client.config("SET", "maxmemory", "1");
    const secret = identity({ sid: "secret" });
    const full: unknown = await Promise.resolve(pool.patch("a", secret)).catch(caught);
    await client.config("SET", "maxmemory", "0");
    expect((full as Error).message).toMatch(/^OOM/);
    await client.set("sessionary:{pool}:held", "not a list");
    const wrong: unknown = await Promise.resolve(pool.settle(held, "ok")).catch(caught);
    expect((wrong as Error).message).toContain("WRONGTYPE");
    for (const error of [full, wrong]) {
      expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain("secret");
    }
  });
});

test("a session whose state a worker has not seen can be retired by it", async () => {
  await openWithSession(client, {});
  const other = await openIdentities(client);
  expect(await other.retire("a", "manual")).toMatchObject({ absent: true, reason: "manual" });
});

describe("overlapping leases of one session", () => {
  const limits = { maxConcurrency: 2, size: { min: 1, max: 1 } };

  test("in two workers: the cookies of both survive", async () => {
    const one = await openWithSession(client, { limits });
    const other = await openIdentities(client, { limits });
    const [mine, theirs] = [await leaseFrom(one), await leaseFrom(other)];
    setCookie(mine.session.state, "mine", "1");
    setCookie(theirs.session.state, "theirs", "1");
    await one.settle(mine, "ok");
    await other.settle(theirs, "ok");
    const all = ["mine=1", "sid=first", "theirs=1"];
    for (const pool of [one, other, await openIdentities(client, { limits })]) {
      const grant = await leaseFrom(pool);
      expect(cookiesOf(grant.session.state)).toEqual(all);
      await pool.settle(grant, "ok");
    }
  });

  test("in two workers that settle at the same time: the cookies of both survive", async () => {
    const one = await openWithSession(client, { limits });
    const other = await openIdentities(client, { limits });
    const [mine, theirs] = [await leaseFrom(one), await leaseFrom(other)];
    setCookie(mine.session.state, "mine", "1");
    setCookie(theirs.session.state, "theirs", "1");
    await Promise.all([
      one.settle(mine, "ok", { next: {} }),
      other.settle(theirs, "ok", { next: {} }),
    ]);
    const [session] = await (await openIdentities(client, { limits })).list();
    expect(session && cookiesOf(session.state)).toEqual(["mine=1", "sid=first", "theirs=1"]);
  });

  test("in one worker: the cookies of both survive", async () => {
    const pool = await openWithSession(client, { limits });
    const [mine, theirs] = [await leaseFrom(pool), await leaseFrom(pool)];
    setCookie(mine.session.state, "mine", "1");
    const settling = pool.settle(mine, "ok");
    // While the first one is on its way.
    setCookie(theirs.session.state, "theirs", "1");
    await settling;
    await pool.settle(theirs, "ok");
    const other = await openIdentities(client, { limits });
    expect(cookiesOf((await leaseFrom(other)).session.state)).toEqual([
      "mine=1",
      "sid=first",
      "theirs=1",
    ]);
  });

  test("in one worker, one of which is on its way when the other changes the state", async () => {
    const pool = await openWithSession(client, { limits });
    const [mine, theirs] = [await leaseFrom(pool), await leaseFrom(pool)];
    setCookie(mine.session.state, "mine", "1");
    const sent = new Promise<void>((resolve) => {
      const evalsha = client.evalsha.bind(client) as (...args: unknown[]) => Promise<unknown>;
      vi.spyOn(client, "evalsha").mockImplementationOnce((...args: unknown[]) => {
        resolve();
        return evalsha(...args);
      });
    });
    const settling = pool.settle(mine, "ok");
    await sent;
    setCookie(theirs.session.state, "theirs", "1");
    await settling;
    await pool.settle(theirs, "ok");
    const other = await openIdentities(client, { limits });
    const all = ["mine=1", "sid=first", "theirs=1"];
    expect(cookiesOf((await leaseFrom(other)).session.state)).toEqual(all);
  });

  test("one of which deletes a cookie and the other one sets another", async () => {
    const one = await openWithSession(client, { limits, cookies: { sid: "1", old: "1" } });
    const other = await openIdentities(client, { limits });
    const [mine, theirs] = [await leaseFrom(one), await leaseFrom(other)];
    mine.session.state.cookies.setCookie("old=; Max-Age=0", "https://shop.example/");
    setCookie(theirs.session.state, "new", "1");
    await other.settle(theirs, "ok");
    await one.settle(mine, "ok");
    const [session] = await other.list();
    expect(session && cookiesOf(session.state)).toEqual(["new=1", "sid=1"]);
  });

  test("a patch while the session is leased keeps what its holder changes meanwhile", async () => {
    const one = await openWithSession(client, { limits });
    const held = await leaseFrom(one);
    const other = await openIdentities(client, { limits });
    const [known] = await other.list();
    if (known === undefined) throw new Error("expected a session");
    setCookie(known.state, "patched", "1");
    await other.patch("a", known.state);
    setCookie(held.session.state, "held", "1");
    await one.settle(held, "ok");
    const all = ["held=1", "patched=1", "sid=first"];
    expect(cookiesOf((await leaseFrom(other)).session.state)).toEqual(all);
  });
});
