import { createTestSite } from "@sessionary/testkit";
import { describe, expect, it } from "vitest";
import { Headcount, mostAtOnce } from "../src/headcount.ts";

describe("the most spans at once", () => {
  it.each<[string, [from: number, to: number][], number]>([
    ["none", [], 0],
    ["one that is a single request", [[3, 3]], 1],
    [
      "one after the other",
      [
        [1, 4],
        [5, 8],
      ],
      1,
    ],
    [
      "one inside the other",
      [
        [1, 9],
        [4, 5],
      ],
      2,
    ],
    [
      "three that overlap in a chain",
      [
        [1, 4],
        [3, 7],
        [6, 9],
      ],
      2,
    ],
    [
      "most of them at the end",
      [
        [1, 2],
        [5, 9],
        [6, 9],
        [9, 9],
      ],
      3,
    ],
    [
      "ends count",
      [
        [1, 4],
        [4, 6],
      ],
      2,
    ],
  ])("is right for %s", (_case, spans, most) => {
    expect(mostAtOnce(spans.map(([from, to]) => ({ from, to })))).toBe(most);
  });
});

describe("a headcount", () => {
  it("counts a session from the request that opened it to its last one, and not after", async () => {
    await using site = await createTestSite();
    const headcount = new Headcount(site);
    const open = async (): Promise<string> => {
      const response = await fetch(site.url);
      return response.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    };
    const use = async (cookie: string): Promise<void> => {
      await (await fetch(`${site.origin}/product/1`, { headers: { cookie } })).text();
    };
    expect(headcount.mostAtOnce).toBe(0);
    const first = await open();
    const second = await open();
    // The first one was perhaps given up before the second was built.
    expect(headcount.mostAtOnce).toBe(1);
    await use(first);
    expect(headcount.mostAtOnce).toBe(2);
    await open();
    expect(headcount.mostAtOnce).toBe(2);
    await use(second);
    expect(headcount.mostAtOnce).toBe(2);
    headcount.stop();
    await use(first);
    expect(headcount.mostAtOnce).toBe(2);
    expect(headcount.mostUsesOfOne).toBe(1);
  });

  it("knows how often one session was used at once", async () => {
    await using site = await createTestSite();
    const headcount = new Headcount(site);
    const home = await fetch(site.url);
    const cookie = home.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    const slow = [1, 2].map((n) => fetch(`${site.origin}/slow?name=${n}`, { headers: { cookie } }));
    await Promise.all([
      site.waitFor("request", ({ path }) => path.endsWith("name=1")),
      site.waitFor("request", ({ path }) => path.endsWith("name=2")),
    ]);
    expect(headcount.mostUsesOfOne).toBe(2);
    site.release();
    await Promise.all(slow);
  });
});
