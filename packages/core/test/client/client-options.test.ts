import { describe, expect, test } from "vitest";
import { createSessionClient } from "../../src/client/create-session-client.ts";
import { to, createTestAdapter, createTestClient, type TestOptions } from "./helpers.ts";

function create(options: unknown): () => unknown {
  return () => createSessionClient(createTestAdapter().adapter, options as TestOptions);
}

describe("options are refused at construction", () => {
  test.each<[unknown, string]>([
    [[], "expected `options` to be an object"],
    [{ size: 8 }, "unknown option `size`"],
    [{ poolIdle: 5 }, "unknown option `poolIdle`, did you mean `poolIdleMs`?"],
    [{ poolIdleMs: -1 }, "expected `poolIdleMs` to be a number of milliseconds >= 0, got -1"],
    [{ maxPools: 0 }, "expected `maxPools` to be an integer >= 1"],
    [{ onPoolFailed: "stop" }, 'expected `onPoolFailed` to be "keep" or "close" or { reason }'],
    [{ onPoolFailed: {} as never }, "expected `onPoolFailed.reason` to be a non-empty string"],
    [{ enabled: 1 }, "expected `enabled` to be a boolean, got 1"],
    [{ poolName: "shop" }, "expected `poolName` to be a function"],
    [{ classify: {} }, "expected `classify` to be a function"],
    [{ check: true }, "expected `check` to be a function"],
    [{ prepare: "token" }, "expected `prepare` to be a function"],
    [{ variant: { at: () => 1 } }, "expected `variant.at` to be JSON"],
    [{ pool: 8 }, "expected `pool` to be an object"],
    [{ pool: { size: 0 } }, "expected `pool.size` to be an integer >= 1, got 0"],
    [{ pool: { name: "shop" } }, "unknown option `pool.name`"],
    [{ store: {} }, "expected `store` to be"],
    [{ pools: [] }, "expected `pools` to be an object of pool settings by name"],
    [
      { pools: { "shop.example": { retries: -1 } } },
      'expected `pools["shop.example"].retries` to be an integer >= 0',
    ],
    [{ profiles: {} }, "expected `profiles` to be a list of profiles"],
    [{ profiles: [null] }, "expected `profiles[0]` to be an object"],
    [{ profiles: [{}] }, "expected `profiles[0].match` to be a host, a host/path/* glob"],
    [
      { profiles: [{ match: "shop.example" }, { match: "https://shop.example" }] },
      "expected `profiles[1].match` to be a host, a host/path/* glob, a RegExp or a function",
    ],
    [
      { profiles: [{ match: "shop.example", priority: NaN }] },
      "expected `profiles[0].priority` to be a finite number",
    ],
    [{ profiles: [{ match: "shop.example", size: 3 }] }, "unknown option `profiles[0].size`"],
    [
      { profiles: [{ match: "shop.example", variant: NaN }] },
      "expected `profiles[0].variant` to be JSON",
    ],
    [{ pool: { renewBeforeMs: 500 } }, "expected `renewBeforeMs` to be"],
    [{ pools: { shop: { renewBeforeMs: 500 } } }, "expected `renewBeforeMs` to be"],
  ])("%j", (options, message) => {
    expect(create(options)).toThrow(`SessionClient: ${message}`);
    expect(create(options)).toThrow(expect.objectContaining({ code: "ERR_INVALID_OPTION" }));
  });

  test("settings that only fit with what `poolName` says are not", () => {
    const pool = { renewBeforeMs: 500 };
    expect(create({ pool, poolName: () => ({ name: "shop", maxAgeMs: 60_000 }) })).not.toThrow();
    expect(create({ pool, profiles: [{ match: "*", poolName: () => "shop" }] })).not.toThrow();
  });

  test("options that are undefined are not given", () => {
    expect(create({ maxPools: undefined, pool: undefined, profiles: undefined })).not.toThrow();
    expect(create(undefined)).not.toThrow();
  });

  test("an adapter has to be one", () => {
    const adapter = { name: "half", open: () => ({}) } as never;
    expect(() => createSessionClient(adapter)).toThrow("SessionClient: expected `adapter` to be");
    expect(() => createSessionClient(adapter, { poolName: () => "shop" })).toThrow("`adapter`");
  });
});

describe("options of a request are refused when it is sent", () => {
  test.each<[unknown, string]>([
    [null, "expected `session` to be an object, got null"],
    [false, "expected `session` to be an object, got false"],
    [0, "expected `session` to be an object, got 0"],
    [{ keys: "cart" }, "unknown option `session.keys`, did you mean `session.key`?"],
    [{ request: to("shop.example") }, "unknown option `session.request`"],
    [{ enabled: "no" }, "expected `session.enabled` to be a boolean"],
    [{ pool: "" }, "expected `session.pool` to be a non-empty string"],
    [{ key: 42 }, "expected `session.key` to be a non-empty string, got 42 (number)"],
    [{ key: "cart", id: "1" }, "expected `session.id` to be left out beside `session.key`"],
    [{ onMissing: "wait" }, "expected `session.onMissing` to be"],
    [{ retries: 1.5 }, "expected `session.retries` to be an integer >= 0"],
    [{ acquireTimeoutMs: NaN }, "expected `session.acquireTimeoutMs` to be"],
    [{ signal: {} }, "expected `session.signal` to be"],
    [{ variant: [undefined] }, "expected `session.variant[0]` to be JSON"],
  ])("%j", async (session, message) => {
    const { client, sent } = createTestClient();
    await expect(client.send(to("shop.example"), session as object)).rejects.toMatchObject({
      code: "ERR_INVALID_OPTION",
      message: expect.stringContaining(`SessionClient: ${message}`),
    });
    expect(sent).toEqual([]);
    await client.send(to("shop.example"));
  });

  test("options that are undefined are not given", async () => {
    const { client } = createTestClient();
    const session = { key: undefined, pool: undefined, variant: undefined } as object;
    await client.send(to("shop.example"), session);
    expect(client.pool("shop.example")).toBeDefined();
  });
});
