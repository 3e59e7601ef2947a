import { describe, expect, test } from "vitest";
import { errorOf } from "../helpers/outcome.ts";
import { crawl, page } from "./site.ts";

describe("pools (items 35 to 38, 40 to 45)", () => {
  test("are named after the host, with its port", async () => {
    const { client } = crawl();
    await client.send(page("/"));
    await client.send(page("/", "example.com:8080"));
    expect(client.pools().map(({ name }) => name)).toEqual(["example.com", "example.com:8080"]);
  });

  test("of a location are apart from those of another, and of none", async () => {
    const { client, seen } = crawl({ pool: { size: 1 } });
    await client.send(page("/"), { variant: { postalCode: "10001" } });
    await client.send(page("/"), { variant: { postalCode: "04662" } });
    await client.send(page("/"));
    await client.send(page("/"), { variant: { postalCode: "10001" } });
    expect(client.pools()).toHaveLength(3);
    expect(seen[0]).toBe(seen[3]);
    expect(new Set(seen).size).toBe(3);
  });

  test("do not depend on the order of a location's keys", async () => {
    const { client } = crawl();
    await client.send(page("/"), { variant: { addressRegion: "TX", addressCountry: "US" } });
    await client.send(page("/"), { variant: { addressCountry: "US", addressRegion: "TX" } });
    expect(client.pools()).toHaveLength(1);
  });

  test("take a location as it is, commas and other alphabets included", async () => {
    const { client } = crawl();
    const variant = { streetAddress: "Rúa do Príncipe, 123" };
    await client.send(page("/"), { variant });
    expect(client.pools()[0]?.name).toContain("Rúa do Príncipe, 123");
  });

  test("hand the location to init and check", async () => {
    const variants: unknown[] = [];
    const { client } = crawl({
      init: ({ variant }) => void variants.push(variant),
      check: ({ variant }) => variants.push(variant) > 0,
    });
    const variant = { postalCode: "10001" };
    await client.send(page("/"), { variant });
    expect(variants).toEqual([variant, variant]);
  });

  test("keep their name when only the client's own location is set", async () => {
    const { client } = crawl({ variant: { postalCode: "10001" } });
    await client.send(page("/"));
    expect(client.pools()[0]?.name).toBe("example.com");
  });

  test("named by the request beat everything", async () => {
    const { client } = crawl({ poolName: () => "by function" });
    await client.send(page("/"), { pool: "mine", variant: { postalCode: "10001" } });
    expect(client.pools().map(({ name }) => name)).toEqual(["mine"]);
  });
});

describe("a function that names pools (items 46 to 51)", () => {
  test("may serve several hosts with one pool", async () => {
    const { client } = crawl({ poolName: () => "all" });
    await client.send(page("/", "a.example"));
    await client.send(page("/", "b.example"));
    expect(client.pools()).toHaveLength(1);
  });

  test("may say the size, which counts when the name is first seen, and loses to `pools`", async () => {
    let size = 2;
    const { client, inits } = crawl({
      poolName: ({ url }) => ({ name: new URL(url).host, size: size++ }),
      pools: { "b.example": { size: 1 } },
    });
    for (let each = 0; each < 10; each++) await client.send(page(`/${each}`, "a.example"));
    expect(inits).toHaveLength(2);
    for (let each = 0; each < 10; each++) await client.send(page(`/${each}`, "b.example"));
    expect(inits).toHaveLength(3);
  });

  test("that throws ends the crawl with reason pool_error", async () => {
    const { client } = crawl({
      poolName: () => {
        throw new Error("a bug");
      },
    });
    const stopped = { code: "ERR_POOL_STOPPED", reason: "pool_error" };
    expect(await errorOf(client.send(page("/")))).toMatchObject(stopped);
    expect(await errorOf(client.send(page("/again")))).toMatchObject(stopped);
    expect(client.stats().init).toMatchObject({ passed: 0, failed: 0 });
  });
});
