import { createTestSite, type TestSite } from "@sessionary/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSession, type DrivenSession } from "../support/drive.ts";
import { echoOf } from "../support/echo.ts";
import { createKeepingFetch } from "../support/keeping-fetch.ts";
import { serve } from "../support/server.ts";

let site: TestSite;
let elsewhere: TestSite;
let driven: DrivenSession;

beforeAll(async () => {
  site = await createTestSite();
  elsewhere = await createTestSite({ host: "127.0.0.2", cookieName: "other" });
  driven = await openSession();
});

afterAll(async () => {
  await driven.close();
  await site.close();
  await elsewhere.close();
});

describe("the method and the body of the next hop", () => {
  const table: readonly (readonly [number, string, string, string])[] = [
    [301, "POST", "GET", ""],
    [302, "POST", "GET", ""],
    [303, "POST", "GET", ""],
    [307, "POST", "POST", "a=1"],
    [308, "POST", "POST", "a=1"],
    [301, "PUT", "PUT", "a=1"],
    [302, "PUT", "PUT", "a=1"],
    [303, "PUT", "GET", ""],
    [302, "DELETE", "DELETE", "a=1"],
    [303, "DELETE", "GET", ""],
  ];
  test.each(table)("%i makes %s a %s", async (status, method, nextMethod, nextBody) => {
    const url = `${site.origin}/redirect/1?status=${status}`;
    const echo = await echoOf(
      await driven.send(url, { method, body: new URLSearchParams({ a: "1" }) }),
    );
    expect(echo.method).toBe(nextMethod);
    expect(echo.body).toBe(nextBody);
    expect(echo.headers["content-type"] === undefined).toBe(nextBody === "");
    expect(echo.headers["content-length"] === undefined).toBe(nextBody === "");
  });

  test.each([301, 302, 303, 307, 308])("%i leaves HEAD a HEAD", async (status) => {
    await using server = await serve((request, response) => {
      if (request.url === "/") response.writeHead(status, { location: "/next" }).end();
      else response.writeHead(200, { "x-method": request.method ?? "" }).end();
    });
    const response = await driven.send(server.origin, { method: "HEAD" });
    expect(response.headers.get("x-method")).toBe("HEAD");
  });

  test("headers about the body go with it, whatever their spelling", async () => {
    const response = await driven.send(`${site.origin}/redirect/1?status=303`, {
      method: "POST",
      body: "x",
      headers: { "Content-Type": "text/x", "CONTENT-LANGUAGE": "de", "X-Kept": "1" },
    });
    const { headers } = await echoOf(response);
    expect(headers).not.toHaveProperty("content-type");
    expect(headers).not.toHaveProperty("content-language");
    expect(headers["x-kept"]).toBe("1");
  });

  test("a stream cannot be sent to the next hop", async () => {
    const init = { method: "POST", body: new Blob(["a=1"]).stream(), duplex: "half" };
    const sent = driven.send(`${site.origin}/redirect/1?status=307`, init);
    await expect(sent).rejects.toThrow(TypeError);
  });
});

describe("what is meant for one origin", () => {
  const secrets = { Authorization: "Bearer 1", Cookie: "own=1", "X-Kept": "1" };

  test("stays on it", async () => {
    const { headers } = await echoOf(
      await driven.send(`${site.origin}/redirect/1`, { headers: secrets }),
    );
    expect(headers["authorization"]).toBe("Bearer 1");
    expect(headers["cookie"]).toContain("own=1");
  });

  test("is dropped on the way to another one", async () => {
    const url = `${site.origin}/redirect/2?to=${encodeURIComponent(`${elsewhere.origin}/echo`)}`;
    const { headers } = await echoOf(await driven.send(url, { headers: secrets }));
    expect(headers).not.toHaveProperty("authorization");
    expect(headers).not.toHaveProperty("cookie");
    expect(headers["x-kept"]).toBe("1");
    expect(headers["host"]).toBe(new URL(elsewhere.origin).host);
  });

  test("is dropped also where the session has it", async () => {
    await using own = await openSession({ headers: { Authorization: "Bearer 1" } });
    const near = await echoOf(await own.send(`${site.origin}/redirect/1`));
    const far = await echoOf(
      await own.send(`${site.origin}/redirect/1?to=${elsewhere.origin}/echo`),
    );
    expect(near.headers["authorization"]).toBe("Bearer 1");
    expect(far.headers).not.toHaveProperty("authorization");
  });
});

describe("how many redirects", () => {
  test("20 are followed", async () => {
    const response = await driven.send(`${site.origin}/redirect/20`);
    expect(response.status).toBe(200);
  });

  test("21 are too many", async () => {
    await expect(driven.send(`${site.origin}/redirect/21`)).rejects.toMatchObject({
      name: "TypeError",
      message: "fetch failed",
      cause: { message: "redirect count exceeded" },
    });
  });
});

describe("the modes", () => {
  test("manual hands over the redirect itself, with its headers, and keeps its cookies", async () => {
    await using own = await openSession();
    const response = await own.send(`${site.origin}/redirect/3`, { redirect: "manual" });
    expect(response.status).toBe(302);
    expect(response.headers.get("location")).toBe("/redirect/2");
    expect(response.redirected).toBe(false);
    expect(own.session.state.cookies.cookieHeader(site.url)).toBe("hop-3=3");
  });

  test("error rejects", async () => {
    await expect(
      driven.send(`${site.origin}/redirect/1`, { redirect: "error" }),
    ).rejects.toMatchObject({
      name: "TypeError",
      cause: { message: "unexpected redirect" },
    });
  });

  test("a redirect without a location is a response", async () => {
    const response = await driven.send(`${site.origin}/status/302`);
    expect(response.status).toBe(302);
  });
});

describe("where it leads", () => {
  test.each([
    ["file:///etc/passwd", "URL scheme must be a HTTP(S) scheme"],
    ["http://[", "a redirect to something that is no URL"],
    ["http://me:secret@127.0.0.1/", "a redirect to a URL that includes credentials"],
  ])("%s rejects", async (location, reason) => {
    await using server = await serve(
      (_, response) => void response.writeHead(302, { location }).end(),
    );
    await expect(driven.send(server.origin)).rejects.toMatchObject({
      name: "TypeError",
      message: "fetch failed",
      cause: { message: reason },
    });
  });

  test("the location is read as UTF-8", async () => {
    await using server = await serve((request, response) => {
      const location = Buffer.from("/später").toString("latin1");
      if (request.url === "/") response.writeHead(302, { location }).end();
      else response.end(request.url);
    });
    const response = await driven.send(server.origin);
    expect(await response.text()).toBe("/sp%C3%A4ter");
  });

  test("the referrer policy of a redirect holds from there on", async () => {
    await using server = await serve((request, response) => {
      const headers = { location: "/next", "referrer-policy": "no-referrer, unsafe-url, unknown" };
      if (request.url === "/") response.writeHead(302, headers).end();
      else response.end(String(request.headers.referer));
    });
    const response = await driven.send(server.origin, { referrer: `${server.origin}/before` });
    expect(await response.text()).toBe(`${server.origin}/before`);
  });
});

describe("what the response says of itself", () => {
  test("url is the last one, redirected is true, also of a clone of a clone", async () => {
    const response = await driven.send(`${site.origin}/redirect/2#part`);
    const copy = response.clone().clone();
    for (const each of [response, copy]) {
      expect(each.url).toBe(`${site.origin}/echo`);
      expect(each.redirected).toBe(true);
      expect(each).toBeInstanceOf(Response);
    }
    expect(await copy.text()).toBe(await response.text());
  });

  test("without a redirect redirected is false", async () => {
    const response = await driven.send(site.url);
    expect(response.redirected).toBe(false);
    expect(response.clone().redirected).toBe(false);
  });
});

test("the body of a redirect, which nobody reads, is ended", async () => {
  let ended = (): void => {};
  const redirectEnded = new Promise<void>((resolve) => {
    ended = resolve;
  });
  await using server = await serve((request, response) => {
    if (request.url === "/end") return void response.end("end");
    response.on("close", ended).writeHead(302, { location: "/end" }).write("and so on");
  });
  const fetch = createKeepingFetch();
  await using own = await openSession({ fetch });
  expect(await (await own.send(server.origin)).text()).toBe("end");
  expect(fetch.kept).toHaveLength(2);
  await expect(redirectEnded).resolves.toBeUndefined();
});
