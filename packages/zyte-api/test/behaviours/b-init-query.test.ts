import { describe, expect, it } from "vitest";
import type { Address, LocationSource, ParamsSource, ZyteParams } from "../../src/index.ts";
import {
  createLab,
  idsOf,
  problem,
  type Lab,
  type LabOptions,
} from "../sessions/support/service.ts";

const A: Address = { postalCode: "10001" };
const B: Address = { postalCode: "20002" };
const C: Address = { postalCode: "30003" };

function paramsOf(name: string): ZyteParams {
  return { browserHtml: true, geolocation: name };
}

/** What began the session of one page: the name of its params, or its postal code. */
async function begunBy(
  options: LabOptions,
  session: { params?: ZyteParams; location?: Address } = {},
): Promise<string> {
  const lab = createLab({ pool: { size: 1 }, ...options });
  await lab.page("/", { session });
  const [query] = lab.inits;
  if (query?.geolocation !== undefined) return query.geolocation;
  const [action] = query?.actions ?? [];
  return action?.action === "setLocation" ? (action.address?.postalCode ?? "") : "nothing";
}

describe("what begins a session", () => {
  it("15: without any configuration: the page itself, in a browser", async () => {
    const lab = createLab();
    await lab.page("/p/1");
    const [id] = idsOf(lab.inits);
    expect(lab.inits).toEqual([
      { browserHtml: true, url: "https://example.com/p/1", session: { id } },
    ]);
  });

  it("16: with a location: the action setLocation in a browser", async () => {
    const lab = createLab({ location: A });
    await lab.page();
    expect(lab.inits[0]).toMatchObject({
      browserHtml: true,
      actions: [{ action: "setLocation", address: A }],
    });
  });

  // From the highest to the lowest.
  const ranks = [
    "own params",
    "own location",
    "client's params",
    "client's location",
    "profile's location",
    "profile's params",
  ];
  const expected = ["MP", "10001", "SP", "20002", "30003", "CP"];
  const subsets = Array.from({ length: 2 ** ranks.length }, (_, bits) =>
    ranks.map((_rank, index) => (bits & (1 << index)) !== 0),
  );
  it.each(subsets)(
    "17: the first of these wins: own params %s, own location %s, client's params %s, client's location %s, profile's location %s, profile's params %s",
    async (...given) => {
      const [ownParams, ownLocation, params, location, profileLocation, profileParams] = given;
      const winner = given.indexOf(true);
      // A location of the request makes the client's params ignored, and is itself the next in rank.
      const profile = {
        match: "example.com",
        ...(profileLocation && { location: C }),
        ...(profileParams && { params: paramsOf("CP") }),
      };
      const begun = await begunBy(
        {
          ...(params && { params: paramsOf("SP") }),
          ...(location && { location: B }),
          profiles: [profile],
        },
        {
          ...(ownParams && { params: paramsOf("MP") }),
          ...(ownLocation && { location: A }),
        },
      );
      expect(begun).toBe(winner === -1 ? "nothing" : expected[winner]);
    },
  );

  it("18: an empty location of a request switches off the client's, and blocks no params", async () => {
    expect(await begunBy({ location: B }, { location: {} })).toBe("nothing");
    expect(await begunBy({ location: B, params: paramsOf("SP") }, { location: {} })).toBe("SP");
  });

  it("19: a location of a request beats the client's params, which beat the client's location", async () => {
    expect(await begunBy({ params: paramsOf("SP"), location: B }, { location: A })).toBe("10001");
    expect(await begunBy({ params: paramsOf("SP"), location: B })).toBe("SP");
  });

  const withLocation = (location: LocationSource): LabOptions => ({
    profiles: [{ match: "example.com", location }],
  });

  it("20: a profile's location that honours the others beats none of them", async () => {
    const honest = withLocation(({ location }) => location ?? C);
    expect(await begunBy({ ...honest, location: B })).toBe("20002");
    expect(await begunBy(honest, { location: A })).toBe("10001");
    expect(await begunBy(honest)).toBe("30003");
  });

  it("21: one that ignores them beats locations, but no params", async () => {
    const stubborn = withLocation(() => C);
    expect(await begunBy({ ...stubborn, location: B }, { location: A })).toBe("30003");
    expect(await begunBy({ ...stubborn, params: paramsOf("SP") })).toBe("SP");
    expect(await begunBy(stubborn, { params: paramsOf("MP") })).toBe("MP");
  });

  it("22: a profile's function of params beats locations unless it honours them, but no other params", async () => {
    const withParams = (params: ParamsSource): LabOptions => ({
      profiles: [{ match: "example.com", params }],
    });
    const stubborn = withParams(() => paramsOf("CP"));
    expect(await begunBy({ ...stubborn, location: B })).toBe("CP");
    expect(await begunBy(stubborn, { location: A })).toBe("CP");
    expect(await begunBy({ ...stubborn, params: paramsOf("SP") })).toBe("SP");
    expect(await begunBy(stubborn, { params: paramsOf("MP") })).toBe("MP");
    const honest = withParams(({ location }) =>
      paramsOf(location?.postalCode === undefined ? "CP" : `at ${location.postalCode}`),
    );
    expect(await begunBy({ ...honest, location: B })).toBe("at 20002");
  });

  it("23: a `url` of the params is where the query goes", async () => {
    const lab = createLab({ params: { browserHtml: true, url: "https://example.com/start" } });
    await lab.page("/p/1");
    expect(lab.inits[0]?.url).toBe("https://example.com/start");
    expect(lab.uses[0]?.url).toBe("https://example.com/p/1");
  });

  it("24: the params that were configured are never changed", async () => {
    const params: ZyteParams = { browserHtml: true, actions: [{ action: "reload" }] };
    const before = structuredClone(params);
    const lab = createLab({ params, pool: { size: 2 } });
    await lab.page("/1");
    await lab.page("/2");
    expect(params).toEqual(before);
    expect(lab.inits.map(({ url }) => url)).toEqual([
      "https://example.com/1",
      "https://example.com/2",
    ]);
  });

  it.each([
    ["sync", () => paramsOf("F")],
    ["async", async () => paramsOf("F")],
  ])("25: params may be a function: %s", async (_kind, params) => {
    expect(await begunBy({ params })).toBe("F");
    expect(await begunBy({ profiles: [{ match: "example.com", params }] })).toBe("F");
  });

  const badParams = async (params: ParamsSource): Promise<Lab> => {
    const lab = createLab({ params, pool: { size: 1, maxBadInits: 3 } });
    await expect(lab.page()).rejects.toMatchObject({ code: "ERR_TOO_MANY_BAD_INITS" });
    return lab;
  };

  it.each([
    [
      "sync",
      () => {
        throw new Error("no params today");
      },
    ],
    ["async", () => Promise.reject(new Error("no params today"))],
  ])(
    "26: params that throw are a bad init with a counter of its own: %s",
    async (_kind, params) => {
      const lab = await badParams(params);
      expect(lab.sessions.counters()).toEqual({ "scrapy-zyte-api/sessions/init/param-error": 3 });
      expect(lab.inits).toEqual([]);
    },
  );

  it.each([[undefined], [null], [5], ["text"], [[]]])(
    "27: params that are no object are one, too: %s",
    async (answer) => {
      const lab = await badParams((() => answer) as unknown as () => ZyteParams);
      expect(lab.count("init/param-error")).toBe(3);
    },
  );

  it("28: of what a request says of its session, location and params reach what begins it, and nothing else", async () => {
    const contexts: unknown[] = [];
    const lab = createLab({
      init: ({ send, ...context }) => {
        contexts.push(context);
        return send({ browserHtml: true }).then(() => true);
      },
    });
    await lab.page("/", { session: { location: A, key: "cart", retries: 7 } });
    expect(Object.keys(contexts[0] as object).toSorted()).toEqual(
      [
        "attempt",
        "check",
        "id",
        "location",
        "params",
        "request",
        "signal",
        "slot",
        "state",
        "variant",
      ].toSorted(),
    );
    expect(contexts[0]).toMatchObject({ location: A, variant: undefined });
  });

  it("29: a checker sees in `phase` whether a response began a session", async () => {
    const phases: string[] = [];
    const lab = createLab({ check: ({ phase }) => phases.push(phase) > 0 });
    await lab.page();
    expect(phases).toEqual(["init", "use"]);
  });

  it("30: it carries a new UUID of version 4, unless it has a session of its own", async () => {
    const lab = createLab({ pool: { size: 2 } });
    await lab.page("/1");
    await lab.page("/2");
    const ids = idsOf(lab.inits);
    const v4 = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(id).toMatch(v4);
    const id = "0e41ee3a-0e3b-4c6b-9ae9-8b8f36e0f0f1";
    const own = createLab({ params: { browserHtml: true, session: { id } } });
    await own.page();
    expect(idsOf(own.inits)).toEqual([id]);
    expect(own.uses[0]?.session?.id).toMatch(v4);
    expect(own.uses[0]?.session?.id).not.toBe(id);
  });

  it("31: `session: null` sends it without a session", async () => {
    const lab = createLab({ params: { browserHtml: true, session: null } });
    await lab.page();
    expect(lab.inits[0]).not.toHaveProperty("session");
    expect(lab.uses[0]).toHaveProperty("session");
  });

  it("34: it has the retry policy of sessions", async () => {
    const ban = problem(520, "/download/temporary-error");
    const lab = createLab({ pool: { size: 1, maxBadInits: 2 }, script: () => ban });
    await expect(lab.page()).rejects.toMatchObject({ code: "ERR_TOO_MANY_BAD_INITS" });
    expect(lab.inits).toHaveLength(2); // one attempt each
  });
});
