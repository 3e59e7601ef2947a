import { describe, expect, test } from "vitest";
import { createTestClient, poolNames, to } from "./helpers.ts";

describe("open", () => {
  test("opens a pool before its first request, with its own settings, and answers it from then on", async () => {
    const { client } = createTestClient({ pools: { "shop.example": { size: 2 } } });
    const pool = await client.open("shop.example");
    expect(client.pool("shop.example")).toBe(pool);
    expect(await client.open("shop.example")).toBe(pool);
    await pool.warm();
    expect(pool.stats().sessions.ready).toBe(2);
  });

  test("lets sessions in that requests then use", async () => {
    const first = createTestClient();
    const { sessionId } = await first.client.send(to("shop.example"));
    const exported = await first.client.pool("shop.example")?.export();
    const { client } = createTestClient({ pool: { size: 1 } });
    await (await client.open("shop.example")).import(exported as NonNullable<typeof exported>);
    expect((await client.send(to("shop.example"))).sessionId).toBe(sessionId);
    expect(client.stats().init.passed).toBe(0);
  });

  test("waits for room where all pools are in use", async () => {
    const { client, clock } = createTestClient({ maxPools: 1 });
    const held = await (await client.open("one")).acquire();
    const opening = client.open("two");
    await clock.flush();
    expect(poolNames(client)).toEqual(["one"]);
    await held.settle("ok");
    expect((await opening).name).toBe("two");
  });

  test("closes itself after the idle time like any pool", async () => {
    const { client, clock } = createTestClient({ poolIdleMs: 1000 });
    await client.open("one");
    await clock.advance(1000);
    expect(poolNames(client)).toEqual([]);
  });

  test("refuses what is no name, and is refused by a closed client", async () => {
    const { client } = createTestClient();
    await expect(client.open("")).rejects.toMatchObject({ code: "ERR_INVALID_OPTION" });
    await client.close();
    await expect(client.open("one")).rejects.toMatchObject({ code: "ERR_POOL_CLOSED" });
  });
});
