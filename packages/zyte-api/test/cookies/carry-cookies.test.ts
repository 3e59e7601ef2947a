import { CookieJar } from "@sessionary/identity";
import { describe, expect, it } from "vitest";
import { mergeCookies, withCookies } from "../../src/cookies/carry-cookies.ts";
import type { ZyteCookie } from "../../src/index.ts";

const NOW = 1_700_000_000_000;
const query = { url: "https://www.shop.example/p/1", browserHtml: true };

/** What a session sends that got these cookies. */
function carried(...responses: (readonly ZyteCookie[])[]): readonly ZyteCookie[] {
  const jar = new CookieJar({ now: () => NOW });
  for (const responseCookies of responses) mergeCookies({ responseCookies }, jar, NOW);
  return withCookies(query, jar).requestCookies ?? [];
}

describe("cookies that are carried", () => {
  it.each<ZyteCookie>([
    { name: "sid", value: "1", domain: "shop.example", path: "/" },
    { name: "sid", value: "1", domain: ".shop.example", path: "/cart" },
    { name: "sid", value: "1", domain: "localhost", path: "/" },
    { name: "sid", value: "1", domain: "127.0.0.1", path: "/" },
    { name: "sid", value: "", domain: "shop.example", path: "/", expires: 1_800_000_000 },
    {
      name: "sid",
      value: "1",
      domain: "shop.example",
      path: "/",
      secure: true,
      httpOnly: true,
      sameSite: "None",
    },
    {
      name: "__Host-sid",
      value: "1",
      domain: "shop.example",
      path: "/",
      secure: true,
      sameSite: "Lax",
    },
  ])("go back as they came: %j", (cookie) => {
    expect(carried([cookie])).toEqual([cookie]);
  });

  it("need no path, and one without an end may say -1", () => {
    expect(carried([{ name: "a", value: "1", domain: "shop.example", expires: -1 }])).toEqual([
      { name: "a", value: "1", domain: "shop.example", path: "/" },
    ]);
  });

  it("that a browser would not take, but the service named, are kept", () => {
    const odd = {
      name: "a",
      value: "1",
      domain: "shop.example",
      path: "/",
      sameSite: "None",
    } as const;
    expect(carried([odd])).toEqual([{ name: "a", value: "1", domain: "shop.example", path: "/" }]);
    expect(carried([{ name: "a", value: "1", domain: ".localhost", path: "/" }])).toHaveLength(1);
    expect(carried([{ name: "a", value: "1", domain: "not a host" }])).toEqual([]);
  });

  it("are all those of the session, whatever their site, but 100 at most: first those of the page's own", () => {
    const many = (domain: string, count: number): ZyteCookie[] =>
      Array.from({ length: count }, (_, n) => ({ name: `${domain}-${n}`, value: "1", domain }));
    expect(carried(many("ads.example", 60), many("shop.example", 30))).toHaveLength(90);
    const sent = carried(many("shop.example", 80), many("ads.example", 60));
    expect(sent).toHaveLength(100);
    expect(sent.filter(({ domain }) => domain === "shop.example")).toHaveLength(80);
    expect(sent.map(({ name }) => name)).toContain("ads.example-59");
    expect(sent.map(({ name }) => name)).not.toContain("ads.example-0");
    expect(carried(many("shop.example", 120), many("ads.example", 5))).toHaveLength(100);
  });

  it("come back with the `sameSite` they had; one that no browser knows comes back unset", () => {
    const all = (["Strict", "Lax", "None", "Extended"] as const).map((sameSite) => ({
      name: sameSite,
      value: "1",
      domain: "shop.example",
      secure: true,
      sameSite,
    }));
    expect(carried(all).map(({ name, sameSite }) => [name, sameSite])).toEqual([
      ["Strict", "Strict"],
      ["Lax", "Lax"],
      ["None", "None"],
      ["Extended", undefined],
    ]);
  });

  it("replace what a query says of session and cookies, and nothing else of it", () => {
    const jar = new CookieJar({ now: () => NOW });
    const given = {
      ...query,
      session: { id: "x" },
      requestCookies: [],
      responseCookies: false,
      jobId: "j",
    };
    expect(withCookies(given, jar)).toEqual({ ...query, responseCookies: true, jobId: "j" });
  });
});
