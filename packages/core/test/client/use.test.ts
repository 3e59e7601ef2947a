import { describe, expect, test } from "vitest";
import { createTestClient, deferred, poolNames, to } from "./helpers.ts";

const shop = { request: to("shop.example") };

describe("a task of one's own", () => {
  test("runs through a session of the pool its request belongs to, which is opened if need be", async () => {
    const { client, sent } = createTestClient();
    const id = await client.use(({ session }) => session.id, shop);
    expect(poolNames(client)).toEqual(["shop.example"]);
    expect((await client.send(to("shop.example"), { id })).sessionId).toBe(id);
    expect(sent).toHaveLength(1);
  });

  test("has the request, the attempt and a signal", async () => {
    const { client } = createTestClient();
    const seen = await client.use(
      ({ request, attempt, signal }) => ({ request, attempt, aborted: signal.aborted }),
      shop,
    );
    expect(seen).toEqual({ request: shop.request, attempt: 1, aborted: false });
  });

  test("is not judged by what it resolves to, nor is that let go of", async () => {
    const told: string[] = [];
    const tell = (who: string) => () => {
      told.push(who);
      return undefined;
    };
    const { client } = createTestClient(
      { classify: tell("classify"), check: () => false },
      { classify: tell("adapter"), discard: tell("discard") },
    );
    expect(await client.use(() => undefined, shop)).toBeUndefined();
    expect(told).toEqual([]);
    expect(client.stats().use.ok).toBe(1);
  });

  test("is tried again where a classifier knows what it threw", async () => {
    const out = new Error("logged out");
    const { client } = createTestClient({
      classify: ({ error }) => (error === out ? "expired" : undefined),
    });
    const sessions: string[] = [];
    const result = await client.use(({ session, attempt }) => {
      sessions.push(session.id);
      if (attempt === 1) throw out;
      return "in";
    }, shop);
    expect(result).toBe("in");
    expect(new Set(sessions).size).toBe(2);
    expect(client.stats().retired).toEqual({ expired: 1 });
  });

  test("rejects with what it threw where nobody knows it, and blames no session", async () => {
    const { client } = createTestClient();
    const mine = new Error("mine");
    await expect(client.use(() => Promise.reject(mine), shop)).rejects.toBe(mine);
    expect(client.stats().retired).toEqual({});
  });

  test("obeys the session options, the pool of `session.pool` and of profiles included", async () => {
    const { client } = createTestClient({
      profiles: [{ match: "shop.example/cart", variant: "cart", enabled: false }],
    });
    await client.use(() => 0, { ...shop, pool: "mine" });
    await client.use(() => 0, { request: to("shop.example/cart") });
    expect(poolNames(client)).toEqual(["mine", 'shop.example "cart"']);
  });

  test("gives up when the signal aborts, in the queue and in the task", async () => {
    const { client, clock } = createTestClient({ pool: { size: 1 } });
    const { promise, resolve } = deferred();
    const first = client.use(() => promise, shop);
    await clock.flush();
    const controller = new AbortController();
    const second = client.use(() => 0, { ...shop, signal: controller.signal });
    const reason = new Error("enough");
    controller.abort(reason);
    await expect(second).rejects.toBe(reason);
    resolve();
    await first;
    expect(client.stats().use).toMatchObject({ ok: 1 });
  });

  test.each<readonly [string, readonly unknown[], string]>([
    ["no task", [undefined, shop], "`task` to be a function"],
    ["no options", [() => 0, undefined], "`options` to be an object with a `request`"],
    ["no request", [() => 0, {}], "`options` to be an object with a `request`"],
    ["an unknown option", [() => 0, { ...shop, enabled: false }], "enabled"],
  ])("%s is refused", async (_what, args, message) => {
    const { client } = createTestClient();
    const used = client.use(...(args as Parameters<typeof client.use>));
    await expect(used).rejects.toMatchObject({
      code: "ERR_INVALID_OPTION",
      message: expect.stringContaining(message),
    });
  });

  test("is refused by a closed client", async () => {
    const { client } = createTestClient();
    await client.close();
    await expect(client.use(() => 0, shop)).rejects.toMatchObject({ code: "ERR_POOL_CLOSED" });
  });
});
