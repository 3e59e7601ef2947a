import { isSessionaryError } from "@sessionary/core";
import { expect, test } from "vitest";
import { resolveAdapterOptions } from "../src/resolve-options.ts";
import { plainTransport } from "../src/transport/default-transport.ts";

const SECRET = "s3cret";

test.each<readonly [string, unknown, string]>([
  ["fetch", "fetch", 'createSessionFetch: expected `fetch` to be a function, got "fetch" (string)'],
  [
    "transport",
    {},
    "createSessionFetch: expected `transport` to be a Transport, { protocols, open }, got an object",
  ],
  [
    "connectTimeoutMs",
    0,
    "createSessionFetch: expected `connectTimeoutMs` to be milliseconds > 0 and < 2^31, got 0 (number)",
  ],
  [
    "connectTimeoutMs",
    Number.NaN,
    "createSessionFetch: expected `connectTimeoutMs` to be milliseconds > 0 and < 2^31, got NaN (number)",
  ],
  [
    "connectTimeoutMs",
    "10",
    'createSessionFetch: expected `connectTimeoutMs` to be milliseconds > 0 and < 2^31, got "10" (string)',
  ],
  [
    "headers",
    1,
    "createSessionFetch: expected `headers` to be an object of header fields or a function, got a number",
  ],
  [
    "userAgent",
    [],
    "createSessionFetch: expected `userAgent` to be a string or a list of strings, none empty, got an array",
  ],
  [
    "userAgent",
    "",
    'createSessionFetch: expected `userAgent` to be a string or a list of strings, none empty, got "" (string)',
  ],
  [
    "proxies",
    [],
    "Proxy: expected `proxies` to be a list with at least one proxy, or a function, got an empty list",
  ],
])("a wrong %s is refused: %j", (option, value, message) => {
  const resolve = (): unknown => resolveAdapterOptions({ [option]: value });
  expect(resolve).toThrow(message);
  expect(resolve).toThrow(
    expect.toSatisfy((error) => isSessionaryError(error, "ERR_INVALID_OPTION")),
  );
});

test("a wrong proxy is refused without its password", () => {
  const resolve = (): unknown => resolveAdapterOptions({ proxies: [`ftp://me:${SECRET}@proxy-1`] });
  expect(resolve).toThrow("`proxies[0]`");
  expect(resolve).not.toThrow(SECRET);
});

test("a proxy of a protocol that the transport does not speak is refused", () => {
  const transport = { ...plainTransport, protocols: ["http"] as const };
  const resolve = (): unknown =>
    resolveAdapterOptions({ transport, proxies: [`socks4://me@proxy-1`] });
  expect(resolve).toThrow("`proxies[0]`");
  expect(resolve).toThrow("(http), got socks4");
});

test("proxies need a transport that can use them", () => {
  const resolve = (): unknown =>
    resolveAdapterOptions({ proxies: () => undefined, transport: plainTransport });
  expect(resolve).toThrow("(none), got a function");
});
