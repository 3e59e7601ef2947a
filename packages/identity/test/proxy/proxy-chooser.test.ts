import { describe, expect, it } from "vitest";
import {
  createProxyChooser,
  type ProxyContext,
  type ProxyServer,
  type ProxySource,
} from "../../src/index.ts";

const at = (slot: number, variant?: unknown): ProxyContext => ({ id: `s${slot}`, slot, variant });
const LIST = ["http://user:secret@p0:1", "http://user:secret@p1:1", "http://user:secret@p2:1"];

async function chosen(
  source: ProxySource | undefined,
  slots: readonly number[],
  random?: () => number,
): Promise<string[]> {
  const choose = createProxyChooser(source, random === undefined ? {} : { random });
  const hosts: string[] = [];
  // One after the other: the order of the questions is what decides.
  for (const slot of slots) hosts.push(String((await choose(at(slot)))?.host));
  return hosts;
}

describe("a list of proxies", () => {
  it("is spread over the slots", async () => {
    expect(await chosen(LIST, [0, 1, 2, 3, 4, 5])).toEqual(["p0", "p1", "p2", "p0", "p1", "p2"]);
  });

  it("gives a replacement another proxy than its predecessor had, whatever happens in other slots", async () => {
    expect(await chosen(LIST, [0, 0, 0, 0])).toEqual(["p0", "p1", "p2", "p0"]);
    expect(await chosen(LIST.slice(0, 2), [0, 1, 0, 1, 0, 1])).toEqual([
      "p0",
      "p1",
      "p1",
      "p0",
      "p0",
      "p1",
    ]);
  });

  it("gives a replacement another proxy than its predecessor had, whatever other variants do", () => {
    const choose = createProxyChooser(LIST.slice(0, 2));
    const hostFor = (variant: unknown) => (choose(at(0, variant)) as ProxyServer).host;
    const first = hostFor({ zip: "04662", lang: "de" });
    expect(hostFor("other")).not.toBe(first); // variants of one session each are spread, too
    expect(hostFor({ lang: "de", zip: "04662" })).not.toBe(first);
  });

  it("forgets the turns of variants it has not heard of for long", () => {
    const choose = createProxyChooser(LIST);
    const hostFor = (variant: unknown) => (choose(at(0, variant)) as ProxyServer).host;
    expect(hostFor("early")).toBe("p0");
    for (let n = 1; n <= 10_000; n += 1) hostFor(n);
    expect(hostFor("early")).toBe("p2"); // number 10_001 of the starts, not its second turn
  });

  it("may have one proxy only", async () => {
    expect(await chosen(["http://p0:1"], [0, 1, 0])).toEqual(["p0", "p0", "p0"]);
  });
});

describe("a weighted list", () => {
  const weighted = [
    { url: "http://p0:1", weight: 1 },
    { url: "http://p1:1", weight: 3 },
  ];

  it("is drawn by weight", async () => {
    const draws = [0, 0.24, 0.25, 0.5, 0.999];
    expect(await chosen(weighted, [0, 0, 0, 0, 0], () => draws.shift() ?? 0)).toEqual([
      "p0",
      "p0",
      "p1",
      "p1",
      "p1",
    ]);
  });

  it("takes the last proxy when a random source gives 1", async () => {
    expect(await chosen(weighted, [0], () => 1)).toEqual(["p1"]);
  });

  it("draws from Math.random by default", async () => {
    expect(["p0", "p1"]).toEqual(expect.arrayContaining(await chosen(weighted, [0, 0, 0])));
  });
});

describe("a function", () => {
  it("is asked with the session's id, slot and variant, and may answer later or with nothing", async () => {
    const asked: ProxyContext[] = [];
    const choose = createProxyChooser(async (context) => {
      asked.push(context);
      return context.slot === 0 ? "http://p0:1" : undefined;
    });
    expect((await choose(at(0, { zip: "10001" })))?.url).toBe("http://p0:1");
    expect(await choose(at(1))).toBeUndefined();
    expect(asked).toEqual([at(0, { zip: "10001" }), at(1)]);
  });

  it("may answer at once", () => {
    const proxy = createProxyChooser(() => "http://p0:1")(at(0));
    expect(proxy).toMatchObject({ host: "p0" });
  });

  it("has its answer checked", async () => {
    const refusal = expect.objectContaining({
      code: "ERR_INVALID_OPTION",
      message: expect.not.stringContaining("secret"),
    });
    expect(() => createProxyChooser(() => "user:secret@p0")(at(0))).toThrow(refusal);
    expect(() => createProxyChooser(() => null as unknown as undefined)(at(0))).toThrow(refusal);
    await expect(createProxyChooser(async () => "user:secret@p0")(at(0))).rejects.toThrow(refusal);
  });

  it("passes on what it throws", () => {
    const own = new Error("no account left");
    expect(() =>
      createProxyChooser(() => {
        throw own;
      })(at(0)),
    ).toThrow(own);
  });
});

it("without a source every session connects directly", async () => {
  expect(await chosen(undefined, [0, 1])).toEqual(["undefined", "undefined"]);
});

describe("a wrong source", () => {
  it.each<[string, unknown, string]>([
    [
      "an empty list",
      [],
      "`proxies` to be a list with at least one proxy, or a function, got an empty list",
    ],
    [
      "a string",
      "http://user:secret@p0:1",
      "`proxies` to be a list with at least one proxy, or a function, got a string",
    ],
    ["a wrong URL", ["http://p0:1", "user:secret@p1"], "`proxies[1]` to be a URL like"],
    [
      "a wrong URL with a weight",
      [{ url: "user:secret@p0", weight: 1 }],
      "`proxies[0]` to be a URL like",
    ],
    [
      "a mixed list",
      [{ url: "http://p0:1", weight: 1 }, "http://user:secret@p1:1"],
      "`proxies[1]` to be { url, weight } like others of the list, got a string",
    ],
    [
      "weight 0",
      [{ url: "http://p0:1", weight: 0 }],
      "`proxies[0].weight` to be a number > 0, got 0 (number)",
    ],
    [
      "weight NaN",
      [{ url: "http://p0:1", weight: Number.NaN }],
      "`proxies[0].weight` to be a number > 0, got NaN (number)",
    ],
    [
      "no weight",
      [{ url: "http://p0:1" }],
      "`proxies[0].weight` to be a number > 0, got undefined",
    ],
    [
      "weight Infinity",
      [{ url: "http://p0:1", weight: Infinity }],
      "`proxies[0].weight` to be a number > 0, got Infinity (number)",
    ],
  ])("is refused at once: %s", (_, source, message) => {
    const act = () => createProxyChooser(source as ProxySource);
    expect(act).toThrow(
      expect.objectContaining({
        code: "ERR_INVALID_OPTION",
        message: expect.stringContaining(message),
      }),
    );
    expect(act).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining("secret") }),
    );
  });
});
