import { createTestSite, type TestSite } from "@sessionary/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { instances, rejection } from "./support/instances.ts";
import { serve } from "./support/server.ts";

let site: TestSite;
const make = instances();

beforeEach(async () => {
  site = await createTestSite();
});

afterEach(() => site.close());

describe("cookies", () => {
  test("are taken and given at every hop", async () => {
    const http = make();
    const { data, request } = await http.get(`${site.origin}/redirect/3`);
    expect(data.cookies).toEqual({ "hop-3": "3", "hop-2": "2", "hop-1": "1" });
    expect(request.res.responseUrl).toBe(`${site.origin}/echo`);
  });

  test("of the last answer belong to the URL that gave it, not to the one that was asked", async () => {
    await using other = await serve((_, response) => {
      response.setHeader("set-cookie", "mine=1").end();
    }, "127.0.0.2");
    const http = make({ poolName: () => "all" });
    await http.get(
      `${site.origin}/redirect/1?to=${encodeURIComponent(`${other.origin}/deep/page`)}`,
    );
    const names = (
      await http.sessions.use(({ session }) => session.state.cookies.cookies(), {
        request: { url: site.url },
      })
    ).map(({ name, domain, path }) => [name, domain, path]);
    expect(names).toContainEqual(["mine", "127.0.0.2", "/deep"]);
  });

  test("go to no other site, nor does a Cookie header of the caller", async () => {
    const seen: unknown[] = [];
    await using other = await serve((request, response) => {
      seen.push(request.headers.cookie);
      response.end();
    }, "127.0.0.2");
    const http = make();
    await http.get(`${site.origin}/redirect/2?to=${encodeURIComponent(other.origin)}`, {
      headers: { cookie: "mine=1" },
    });
    expect(site.requests.map(({ cookies }) => cookies)).toEqual([
      { mine: "1" },
      { mine: "1", "hop-2": "2" },
    ]);
    expect(seen).toEqual([undefined]);
  });

  test("of the caller win over the session's", async () => {
    const http = make();
    await http.get(`${site.origin}/cookies/set?a=1&b=2`);
    const { data } = await http.get(`${site.origin}/cookies`, { headers: { Cookie: "b=3; c=4" } });
    expect(data).toEqual({ a: "1", b: "3", c: "4" });
  });

  test("of a redirect that is not followed are taken", async () => {
    const http = make();
    const { status } = await http.get(`${site.origin}/redirect/1`, {
      maxRedirects: 0,
      validateStatus: null,
    });
    expect(status).toBe(302);
    expect((await http.get(`${site.origin}/cookies`)).data).toEqual({ "hop-1": "1" });
  });
});

describe("the caller's own", () => {
  test("beforeRedirect is asked at every hop, and has the last word", async () => {
    const hops: unknown[] = [];
    const http = make();
    const { data } = await http.get(`${site.origin}/redirect/2`, {
      beforeRedirect: (options, { statusCode }, { url }) => {
        hops.push([statusCode, new URL(url).pathname]);
        options["headers"]["x-hop"] = hops.length;
      },
    });
    expect(hops).toEqual([
      [302, "/redirect/2"],
      [302, "/redirect/1"],
    ]);
    expect(data.headers["x-hop"]).toBe("2");
  });

  test("maxRedirects holds, and blames no session", async () => {
    const http = make();
    const error = await rejection(http.get(`${site.origin}/redirect/loop`, { maxRedirects: 3 }));
    expect(error).toMatchObject({ code: "ERR_FR_TOO_MANY_REDIRECTS" });
    expect(site.requests).toHaveLength(4);
    expect(http.sessions.stats()).toMatchObject({ use: { error: 0 }, retired: {} });
  });
});

describe("headers", () => {
  test("of a session come first, and the request's own win", async () => {
    await using server = await serve((request, response) => {
      response.end(JSON.stringify(request.rawHeaders));
    });
    const http = make({
      headers: { "User-Agent": "shopper", accept: "text/html", "x-kind": "session" },
    });
    const { data } = await http.get<string[]>(server.origin, { headers: { "X-Kind": "own" } });
    expect(data.slice(0, 6)).toEqual([
      "User-Agent",
      "shopper",
      "accept",
      "text/html",
      "x-kind",
      "own",
    ]);
  });

  test("of the caller stay as they are, whatever an attempt added", async () => {
    const http = make({ headers: { "x-kind": "session" }, pool: { size: 2 } });
    const headers = { "x-own": "1" };
    const { config } = await http.post(`${site.origin}/echo`, { a: 1 }, { headers });
    expect(headers).toEqual({ "x-own": "1" });
    expect(config.headers.toJSON()).toEqual({
      Accept: "application/json, text/plain, */*",
      "Content-Type": "application/json",
      "x-own": "1",
    });
  });
});
