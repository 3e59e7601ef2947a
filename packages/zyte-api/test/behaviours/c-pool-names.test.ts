import { describe, expect, it } from "vitest";
import type { Address, ZyteParams, ZytePoolName, ZyteSessionOptions } from "../../src/index.ts";
import { createLab, type LabOptions } from "../sessions/support/service.ts";

async function namesOf(
  calls: readonly (readonly [url: string, session?: ZyteSessionOptions])[],
  options: LabOptions = {},
): Promise<string[]> {
  const lab = createLab(options);
  const names: string[] = [];
  for (const [url, session = {}] of calls) {
    const pools = new Map<string, unknown>();
    const off = lab.sessions.on("lease:granted", ({ pool }) => void pools.set(pool, 1));
    await lab.sessions.extract({ url, browserHtml: true, echoData: "use" }, { session });
    off();
    names.push(...pools.keys());
  }
  return names;
}

async function nameOf(session: ZyteSessionOptions, url = "https://example.com/"): Promise<string> {
  const [name = ""] = await namesOf([[url, session]]);
  return name;
}

describe("the names of pools", () => {
  it("35: the host, with its port where it is not the usual one", async () => {
    expect(await nameOf({}, "https://example.com/p/1")).toBe("example.com");
    expect(await nameOf({}, "http://example.com:8080/")).toBe("example.com:8080");
    expect(await nameOf({}, "https://EXAMPLE.com:443/")).toBe("example.com");
  });

  it.each<[Address, string]>([
    [{ addressCountry: "US", addressRegion: "TX" }, "example.com@US,TX"],
    [{ postalCode: "10001" }, "example.com@10001"],
    [{ postalCode: "10001", addressRegion: "NY", addressCountry: "US" }, "example.com@US,NY,10001"],
  ])(
    "36: with a location of the request, its parts in a fixed order: %j",
    async (location, name) => {
      expect(await nameOf({ location })).toBe(name);
    },
  );

  it("37: what is no part of a location is not in the name", async () => {
    expect(await nameOf({ location: { postalCode: "10001", foo: "bar" } as Address })).toBe(
      "example.com@10001",
    );
  });

  it("a location whose parts are all unknown is refused: it would be none", async () => {
    const location = { postcode: "10001" } as Address;
    const refused = {
      code: "ERR_INVALID_OPTION",
      message: expect.stringContaining("addressCountry") as string,
    };
    await expect(nameOf({ location })).rejects.toMatchObject(refused);
    expect(() => createLab({ location })).toThrow("addressCountry");
    expect(() => createLab({ profiles: [{ match: "example.com", location }] })).toThrow(
      "expected `profiles[0].location` to be",
    );
  });

  it("38: the parts are there as they are", async () => {
    const location = {
      addressCountry: "ES",
      addressRegion: "Pontevedra",
      postalCode: "12345",
      streetAddress: "Rúa do Príncipe, 123",
    };
    expect(await nameOf({ location })).toBe("example.com@ES,Pontevedra,12345,Rúa do Príncipe, 123");
  });

  it("40: with params of the request, numbers per host in the order they are first seen", async () => {
    const first: ZyteParams = { browserHtml: true, geolocation: "US" };
    const again: ZyteParams = { geolocation: "US", browserHtml: true };
    const second: ZyteParams = { browserHtml: true, geolocation: "DE" };
    const url = "https://example.com/";
    const names = await namesOf([
      [url, { params: first }],
      [url, { params: second }],
      [url, { params: again }],
      ["https://other.example/", { params: second }],
    ]);
    expect(names).toEqual([
      "example.com[0]",
      "example.com[1]",
      "example.com[0]",
      "other.example[0]",
    ]);
    const lab = createLab();
    await lab.page("/", { session: { params: first } });
    expect(lab.sessions.paramsOf("example.com[0]")).toEqual(first);
  });

  it("41: params come before a location", async () => {
    const params = { browserHtml: true, geolocation: "US" };
    expect(await nameOf({ params, location: { postalCode: "10001" } })).toBe("example.com[0]");
  });

  it("42: the pool that a request names is that pool, whatever else it says", async () => {
    const params = { browserHtml: true, geolocation: "US" };
    expect(await nameOf({ pool: "mine", params, location: { postalCode: "1" } })).toBe("mine");
  });

  it("43: empty params and an empty location leave the name alone", async () => {
    expect(await nameOf({ params: {} })).toBe("example.com");
    expect(await nameOf({ location: {} })).toBe("example.com");
  });

  it("44: so do params and location of the client", async () => {
    const calls = [["https://example.com/"]] as const;
    expect(await namesOf(calls, { params: { browserHtml: true, geolocation: "US" } })).toEqual([
      "example.com",
    ]);
    expect(await namesOf(calls, { location: { postalCode: "10001" } })).toEqual(["example.com"]);
  });

  it("46: `poolName` answers a name, or a name with settings", async () => {
    const calls = [["https://example.com/"]] as const;
    expect(await namesOf(calls, { poolName: () => "shop" })).toEqual(["shop"]);
    const lab = createLab({
      poolName: () => ({ name: "shop", size: 1, delayMs: 0, delayJitter: 0 }),
    });
    for (let n = 0; n < 3; n += 1) await lab.page(`/${n}`);
    expect([lab.sessions.pools().map(({ name }) => name), lab.inits.length]).toEqual([["shop"], 1]);
  });

  it.each<[string, () => unknown]>([
    [
      "throws",
      () => {
        throw new Error("no name");
      },
    ],
    ["answers a number", () => 5],
    ["answers an object without a name", () => ({ size: 2 })],
  ])(
    "47: a `poolName` that %s stops everything with reason pool_error",
    async (_what, poolName) => {
      const lab = createLab({ poolName: poolName as ZytePoolName });
      const stopped = { code: "ERR_POOL_STOPPED", reason: "pool_error" };
      await expect(lab.page()).rejects.toMatchObject(stopped);
      await expect(lab.page()).rejects.toMatchObject(stopped);
      expect(lab.sessions.counters()).toEqual({});
    },
  );

  it("48: one pool may serve several hosts", async () => {
    const lab = createLab({ poolName: () => "all", pool: { size: 1 } });
    await lab.page();
    await lab.sessions.extract({ url: "https://other.example/", browserHtml: true });
    expect(lab.sessions.pools().map(({ name }) => name)).toEqual(["all"]);
    expect(lab.sessions.stats().init.passed).toBe(1);
  });

  it("49: a query without a session has no pool", async () => {
    const lab = createLab();
    const response = await lab.sessions.extract(
      { url: "https://example.com/", browserHtml: true },
      { session: { enabled: false } },
    );
    expect(lab.sessions.pools()).toEqual([]);
    expect(lab.sessions.sessionOf(response)).toBeUndefined();
  });
});
