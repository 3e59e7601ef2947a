import { expect, test } from "vitest";
import {
  createIdentityMaker,
  type HttpIdentity,
  type IdentitySourceOptions,
} from "../../src/index.ts";

const SECRET = "s3cret";
const context = { id: "s1", slot: 0, variant: undefined, random: () => 0.6 };

function make(options: IdentitySourceOptions, protocols?: readonly "http"[]): unknown {
  return createIdentityMaker(options, { subject: "withSessions", protocols })(context);
}

test("an identity has the proxy of its turn and the headers, at once where nothing is asynchronous", () => {
  const made = make({ proxies: ["http://proxy-1:8000"], headers: { "x-own": "1" } });
  expect(made).toMatchObject({ proxy: { host: "proxy-1" }, headers: { "x-own": "1" } });
});

test("a user agent is drawn by the pool's random source, and wins over the one in headers", () => {
  const { headers } = make({
    userAgent: ["a", "b"],
    headers: { "User-Agent": "c" },
  }) as HttpIdentity;
  expect(headers).toEqual({ "user-agent": "b" });
});

test("functions are asked for each session, and may be asynchronous", async () => {
  const made = make({
    proxies: async ({ id }) => `http://${id}:${SECRET}@gateway:8000`,
    headers: async ({ slot }) => ({ "x-slot": String(slot) }),
  });
  expect(await made).toMatchObject({ proxy: { username: "s1" }, headers: { "x-slot": "0" } });
});

test("jars run on the clock that is given", () => {
  const { cookies } = createIdentityMaker(
    {},
    { subject: "a", now: () => 1000 },
  )(context) as HttpIdentity;
  cookies.setCookie("sid=1; Max-Age=1", "http://shop.example/");
  expect(cookies.cookies()).toMatchObject([{ expiresAt: 2000 }]);
});

test.each<readonly [string, IdentitySourceOptions, string]>([
  [
    "headers",
    { headers: SECRET as never },
    "withSessions: expected `headers` to be an object of header fields or a function, got a string",
  ],
  [
    "userAgent",
    { userAgent: ["a", ""] },
    "withSessions: expected `userAgent` to be a string or a list of strings, none empty, got an array",
  ],
  [
    "proxies",
    { proxies: [`socks5://me:${SECRET}@proxy-1`] },
    "withSessions: expected `proxies[0]` to be proxies of a protocol that this client speaks (http), got socks5",
  ],
  [
    "proxies",
    { proxies: () => `socks5://me:${SECRET}@proxy-1` },
    "withSessions: expected `proxies` to be functions that choose proxies of a protocol this client speaks (http), got socks5",
  ],
])("wrong %s are refused, without a secret", (_option, options, message) => {
  expect(() => make(options, ["http"])).toThrow(message);
  expect(() => make(options, ["http"])).not.toThrow(SECRET);
});
