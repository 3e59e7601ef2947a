import { describe, expect, test, vi } from "vitest";
import { stopPool, type Phase } from "../../src/index.ts";
import { to, createTestClient, poolNames, type TestOptions } from "./helpers.ts";

/** Which profile holds for a request: each names its own pool. */
async function winner(profiles: TestOptions["profiles"], url: string): Promise<string | undefined> {
  const { client } = createTestClient({ ...(profiles && { profiles }), poolName: () => "client" });
  await client.send(to(url));
  return poolNames(client)[0];
}

describe("which profile holds", () => {
  test("is the one that matches", async () => {
    const profiles = [
      { match: "a.example", poolName: () => "a" },
      { match: "b.example", poolName: () => "b" },
    ];
    expect(await winner(profiles, "b.example/p")).toBe("b");
    expect(await winner(profiles, "c.example/p")).toBe("client");
  });

  test("is the most specific, whatever the order and the priority", async () => {
    const profiles = [
      { match: () => true, poolName: () => "function", priority: 9 },
      { match: /shop/, poolName: () => "RegExp", priority: 8 },
      { match: "shop.example", poolName: () => "host", priority: 7 },
      { match: "shop.example/p/*", poolName: () => "path" },
    ];
    expect(await winner(profiles, "shop.example/p/1")).toBe("path");
    expect(await winner(profiles, "shop.example/cart")).toBe("host");
    expect(await winner(profiles, "de.shop.example/")).toBe("RegExp");
    expect(await winner(profiles, "other.example/")).toBe("function");
  });

  test("is the one with the highest priority among equally specific ones, then the first", async () => {
    const profiles = [
      { match: /shop/, poolName: () => "low", priority: -1 },
      { match: /shop/, poolName: () => "first" },
      { match: /shop/, poolName: () => "second" },
    ];
    expect(await winner(profiles, "shop.example")).toBe("first");
    const high = { match: /shop/, poolName: () => "high", priority: 1 };
    expect(await winner([...profiles, high], "shop.example")).toBe("high");
  });

  test("is looked up anew for each request of a host", async () => {
    const { client } = createTestClient({
      profiles: [{ match: "shop.example/p/*", poolName: () => "products" }],
    });
    await client.send(to("shop.example/p/1"));
    await client.send(to("shop.example/cart"));
    expect(poolNames(client)).toEqual(["products", "shop.example"]);
  });
});

describe("options of a profile", () => {
  test("override the client's key by key", async () => {
    const log: string[] = [];
    const { client } = createTestClient({
      init: () => void log.push("client init"),
      check: () => log.push("client check") > 0,
      profiles: [{ match: "shop.example", check: () => log.push("profile check") > 0 }],
    });
    await client.send(to("shop.example"));
    await client.send(to("other.example"));
    expect(log).toEqual(["client init", "profile check", "client init", "client check"]);
  });

  test("that are undefined are not given", async () => {
    const check = vi.fn<() => boolean>(() => true);
    const profile = { match: "shop.example", check: undefined } as unknown as { match: string };
    const { client } = createTestClient({ check, profiles: [profile] });
    await client.send(to("shop.example"));
    expect(check).toHaveBeenCalledOnce();
  });
});

describe("a pool of several profiles", () => {
  test("asks the init of the request that triggered it", async () => {
    const log: string[] = [];
    const { client } = createTestClient({
      poolName: () => "shared",
      init: ({ request }) => void log.push(`client ${request?.url}`),
      profiles: [
        { match: "a.example", init: ({ request }) => void log.push(`a ${request?.url}`) },
        { match: "b.example", init: { url: "https://b.example/init" } },
      ],
    });
    for (const host of ["a.example", "b.example", "c.example"]) await client.send(to(host));
    expect(log).toEqual(["a https://a.example", "client https://c.example"]);
    expect(poolNames(client)).toEqual(["shared"]);
  });

  test("sends the init request of the profile, and has its response judged by it", async () => {
    const phases: Phase[] = [];
    const discarded: string[] = [];
    const { client, sent } = createTestClient(
      {
        pool: { size: 1 },
        profiles: [
          {
            match: "b.example",
            init: { url: "https://login.example/init" },
            check: ({ phase }) => phases.push(phase) > 0,
          },
        ],
      },
      { discard: ({ ask: { url } }) => void discarded.push(url) },
    );
    await client.send(to("b.example"));
    expect(sent.map(({ ask: { url } }) => url)).toEqual([
      "https://login.example/init",
      "https://b.example",
    ]);
    expect(phases).toEqual(["init", "use"]);
    expect(discarded).toEqual(["https://login.example/init"]);
  });

  test("tries another session when the profile's check refuses the init response", async () => {
    let checks = 0;
    const { client } = createTestClient({
      profiles: [
        { match: "b.example", init: { url: "https://b.example/init" }, check: () => ++checks > 2 },
      ],
    });
    await client.send(to("b.example"));
    expect(client.stats().init).toMatchObject({ rejected: 2, passed: 1 });
  });

  test("classifies and checks each exchange as its own request's profile says", async () => {
    const log: string[] = [];
    const { client } = createTestClient({
      poolName: () => "shared",
      profiles: ["a.example", "b.example"].map((match) => ({
        match,
        classify: () => void log.push(`classify ${match}`),
        check: () => log.push(`check ${match}`) > 0,
      })),
    });
    for (const host of ["b.example", "a.example", "c.example"]) await client.send(to(host));
    expect(log).toEqual([
      "classify b.example",
      "check b.example",
      "classify a.example",
      "check a.example",
    ]);
  });

  test("asks the profile of the pool's first request where there is no request", async () => {
    const log: string[] = [];
    const { client } = createTestClient({
      pool: { size: 2 },
      poolName: () => "shared",
      profiles: ["a.example", "b.example"].map((match) => ({
        match,
        init: () => void log.push(match),
      })),
    });
    await client.send(to("b.example"));
    await client.pool("shared")?.warm();
    expect(log).toEqual(["b.example", "b.example"]);
  });

  test("is stopped by any of them", async () => {
    const { client } = createTestClient({
      profiles: [{ match: "b.example", check: () => stopPool("enough") }],
    });
    await client.send(to("a.example"));
    await expect(client.send(to("b.example"))).rejects.toMatchObject({
      code: "ERR_POOL_STOPPED",
      reason: "enough",
    });
  });

  test("sends one configured init request afresh for each session", async () => {
    const init = to("shop.example/init");
    const { client, sent } = createTestClient(
      { profiles: [{ match: "shop.example", init }] },
      { replay: (ask) => ({ ...ask }) },
    );
    await client.send(to("shop.example/1"));
    expect(sent[0]?.ask).toEqual(init);
    expect(sent[0]?.ask).not.toBe(init);
  });
});
