import { inspect } from "node:util";
import { createHttpIdentity } from "@sessionary/identity";
import { describe, expect, it } from "vitest";
import { LeasedSession } from "../src/session/leased-session.ts";

const CART = "https://shop.example/cart";

function lease(proxy?: string): LeasedSession {
  const state = createHttpIdentity({ proxy });
  return new LeasedSession({ id: "s1", state, uses: 3, errors: 1, createdAt: 5 });
}

describe("a session in handlers", () => {
  it("takes cookies in every form that Crawlee knows, and gives them back", () => {
    const session = lease();
    session.setCookie("a=1; Path=/", CART);
    session.setCookiesFromResponse({
      url: CART,
      headers: { "set-cookie": ["b=2; Domain=shop.example; Path=/", "c=3"] },
    });
    session.setCookiesFromResponse({
      url: () => CART,
      headers: () => ({ "set-cookie": "d=4\ne=5" }),
    });
    session.setCookiesFromResponse({ url: CART, headers: {} });
    session.setCookies(
      [
        { name: "f", value: "6" },
        { name: "g", value: "7", domain: ".example.org" },
      ],
      CART,
    );
    expect(session.getCookieString(CART)).toBe("a=1; b=2; c=3; d=4; e=5; f=6");
    expect(session.getCookieString("https://www.example.org/")).toBe("g=7");
    const names = session.getCookies("https://eu.shop.example/").map(({ name }) => name);
    expect(names).toEqual(["b"]);
    expect(session.getCookies(CART)[1]).toMatchObject({
      name: "b",
      value: "2",
      domain: ".shop.example",
      path: "/",
    });
  });

  it("has a jar in the shape of tough-cookie's", async () => {
    const { cookieJar } = lease();
    cookieJar.setCookieSync({ toString: () => "a=1" }, CART);
    await cookieJar.setCookie("b=2", CART);
    const byCallback = new Promise((resolve) => {
      void cookieJar.getCookieString(CART, {}, (error: unknown, text: string) =>
        resolve([error, text]),
      );
    });
    expect(await byCallback).toEqual([null, "a=1; b=2"]);
    expect(await cookieJar.getCookieString(CART)).toBe("a=1; b=2");
  });

  it("says by a status whether it is blocked; a 429 does not end it", () => {
    const session = lease();
    expect([200, 404, 500].map((status) => session.retireOnBlockedStatusCodes(status))).toEqual([
      false,
      false,
      false,
    ]);
    expect([session.retireOnBlockedStatusCodes(429), session.isUsable()]).toEqual([true, true]);
    expect(session.retireOnBlockedStatusCodes(404, [404])).toBe(true);
    expect([session.isUsable(), session.isBlocked()]).toEqual([false, true]);
  });

  it("tells what it has been through", () => {
    expect(lease()).toMatchObject({ errorScore: 1, usageCount: 3, createdAt: new Date(5) });
    expect(lease().proxyInfo).toBeUndefined();
    expect([lease().isExpired(), lease().isMaxUsageCountReached()]).toEqual([false, false]);
  });

  it("shows no cookie and no credential when it is printed", () => {
    const session = lease("http://user:pr0xy@127.0.0.1:8000");
    session.setCookie("sid=s3cret", CART);
    const shown = `${inspect(session, { depth: 9 })} ${JSON.stringify(session)} ${String(session)}`;
    expect(shown).not.toMatch(/s3cret|pr0xy/);
    expect(session.proxyInfo).toMatchObject({ sessionId: "s1", password: "pr0xy", port: 8000 });
    expect(`${inspect(session, { depth: 9 })} ${inspect(session.cookieJar)}`).not.toMatch(
      /s3cret|pr0xy/,
    );
  });
});
