import { describe, expect, test, vi } from "vitest";
import type { PoolChoice } from "../../src/index.ts";
import { to, createTestClient, poolNames, type State } from "./helpers.ts";

describe("the default name", () => {
  test("is the host with its port", async () => {
    const { client } = createTestClient();
    await client.send(to("shop.example/p/1"));
    await client.send(to("shop.example:8443/p/1"));
    await client.send(to("SHOP.example:443/p/2"));
    expect(poolNames(client)).toEqual(["shop.example", "shop.example:8443"]);
  });

  test("is `default` for a URL without a host", async () => {
    const { client } = createTestClient();
    await client.send({ url: "about:blank" });
    expect(poolNames(client)).toEqual(["default"]);
  });

  test("ends with the canonical JSON of the request's variant", async () => {
    const { client } = createTestClient();
    await client.send(to("shop.example"), { variant: { zip: "10001", lang: "en" } });
    await client.send(to("shop.example"), { variant: { lang: "en", zip: "10001" } });
    await client.send(to("shop.example"), { variant: null });
    expect(poolNames(client)).toEqual([
      'shop.example {"lang":"en","zip":"10001"}',
      "shop.example null",
    ]);
  });

  test("ends with the variant of the profile, unless the request has one", async () => {
    const { client } = createTestClient({ profiles: [{ match: "shop.example", variant: "de" }] });
    await client.send(to("shop.example"));
    await client.send(to("shop.example"), { variant: "fr" });
    expect(poolNames(client)).toEqual(['shop.example "de"', 'shop.example "fr"']);
  });

  test("does not mention a variant that all requests of the client have", async () => {
    const variants: unknown[] = [];
    const { client } = createTestClient({
      variant: "de",
      init: ({ variant }) => void variants.push(variant),
    });
    await client.send(to("shop.example"));
    expect(poolNames(client)).toEqual(["shop.example"]);
    expect(variants).toEqual(["de"]);
  });
});

describe("`session.pool`", () => {
  test("wins over everything, and serves all variants", async () => {
    const poolName = vi.fn<() => string>(() => "asked");
    const { client } = createTestClient({
      poolName,
      profiles: [{ match: "*", poolName, variant: 1 }],
    });
    await client.send(to("shop.example"), { pool: "mine" });
    await client.send(to("shop.example"), { pool: "mine", variant: { zip: "10001" } });
    expect(poolNames(client)).toEqual(["mine"]);
    expect(poolName).not.toHaveBeenCalled();
  });
});

describe("`poolName`", () => {
  test("is asked with the request and its variant", async () => {
    const poolName = vi.fn<() => string>(() => "asked");
    const { client } = createTestClient({ poolName, variant: "de" });
    const request = to("shop.example");
    await client.send(request);
    await client.send(request, { variant: "fr" });
    expect(poolName.mock.calls).toEqual([
      [request, "de"],
      [request, "fr"],
    ]);
    expect(poolNames(client)).toEqual(["asked"]);
  });

  test("of the profile wins over the client's", async () => {
    const { client } = createTestClient({
      poolName: () => "client",
      profiles: [{ match: "shop.example", poolName: () => "profile" }],
    });
    await client.send(to("shop.example"));
    await client.send(to("other.example"));
    expect(poolNames(client)).toEqual(["profile", "client"]);
  });

  test("that throws stops the client with reason pool_error", async () => {
    const cause = new Error("no tenant");
    const { client } = createTestClient({
      poolName: ({ url }) => {
        if (url.endsWith("bad")) throw cause;
        return "good";
      },
    });
    await client.send(to("shop.example/good"));
    const stopped = { code: "ERR_POOL_STOPPED", reason: "pool_error", cause };
    await expect(client.send(to("shop.example/bad"))).rejects.toMatchObject(stopped);
    await expect(client.send(to("shop.example/good"))).rejects.toMatchObject({
      ...stopped,
      message: "SessionClient: the client was stopped: pool_error",
    });
    expect(client.pools()).toEqual([]);
  });

  test.each([undefined, "", 42, {}, { name: "" }, { size: 3 }, [], Promise.resolve("late")])(
    "that answers %j stops the client with reason pool_error",
    async (choice) => {
      const { client } = createTestClient({ poolName: () => choice as PoolChoice<State> });
      await expect(client.send(to("shop.example"))).rejects.toMatchObject({
        code: "ERR_POOL_STOPPED",
        reason: "pool_error",
        cause: { code: "ERR_INVALID_OPTION" },
      });
    },
  );

  test.each<[object, string]>([
    [{ size: 0 }, "expected `poolName().size` to be an integer >= 1, got 0 (number)"],
    [{ sizes: 1 }, "unknown option `poolName().sizes`, did you mean `poolName().size`?"],
    [{ check: () => true }, "unknown option `poolName().check`"],
    [{ renewBeforeMs: 5 }, "expected `renewBeforeMs` to be"],
  ])(
    "that answers wrong settings, %o, stops the client with reason pool_error",
    async (settings, message) => {
      const { client } = createTestClient({ poolName: () => ({ name: "asked", ...settings }) });
      await expect(client.send(to("shop.example"))).rejects.toMatchObject({
        code: "ERR_POOL_STOPPED",
        reason: "pool_error",
        cause: {
          code: "ERR_INVALID_OPTION",
          message: expect.stringContaining(`SessionClient: ${message}`),
        },
      });
    },
  );
});

describe("settings of a pool", () => {
  test("come key by key from `pools`, then `poolName`, then `pool`", async () => {
    const inits: string[] = [];
    const { client } = createTestClient({
      pool: { size: 2, fill: "eager" },
      poolName: ({ url }) => ({ name: url.slice("https://".length), size: 3 }),
      pools: { "most.example": { size: 4 } },
      init: ({ request }) => void inits.push(String(request?.url)),
    });
    for (const url of ["asked.example", "most.example"]) await client.send(to(url));
    const sizes = await Promise.all(
      client.pools().map(async (pool) => {
        await pool.warm();
        return pool.stats().sessions.ready;
      }),
    );
    expect(sizes).toEqual([3, 4]);
  });

  test("are the client's where nobody says otherwise", async () => {
    const { client } = createTestClient({ pool: { size: 2 } });
    await client.send(to("shop.example"));
    await client.pool("shop.example")?.warm();
    expect(client.stats().sessions.ready).toBe(2);
  });

  test("are fixed when the name is first seen", async () => {
    let size = 2;
    const { client } = createTestClient({ poolName: () => ({ name: "asked", size: size++ }) });
    await client.send(to("shop.example"));
    await client.send(to("shop.example"));
    await client.pool("asked")?.warm();
    expect(client.stats().sessions.ready).toBe(2);
  });

  test("are not found under names that every object has", async () => {
    const { client } = createTestClient({ pools: {} });
    await client.send(to("shop.example"), { pool: "constructor" });
    await client.send(to("shop.example"), { pool: "__proto__" });
    expect(Object.keys(client.stats().pools)).toEqual(["constructor", "__proto__"]);
  });
});

test("a name first seen by 100 requests at once opens one pool", async () => {
  const { client } = createTestClient({ pool: { size: 4, maxConcurrency: Infinity } });
  const requests = Array.from({ length: 100 }, async () => client.send(to("shop.example")));
  expect(await Promise.all(requests)).toHaveLength(100);
  expect(client.pools()).toHaveLength(1);
  expect(client.stats().init.passed).toBe(4);
});
