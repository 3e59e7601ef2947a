import { Redis } from "ioredis";
import { expect, onTestFinished, test } from "vitest";
import { redisStore } from "../src/index.ts";

const wrong: readonly (readonly [string, object, string])[] = [
  ["an unknown option", { prefx: "a" }, "`prefx`"],
  ["a prefix of another type", { prefix: 1 }, "`prefix`"],
  ["a prefix with an empty hash tag", { prefix: "a{}b" }, "a string without {}"],
  ["a pool that lives too short", { poolTtlMs: 999 }, "`poolTtlMs`"],
  ["a pool that lives for ever", { poolTtlMs: Infinity }, "`poolTtlMs`"],
  ["a negative time-out", { commandTimeoutMs: -1 }, "`commandTimeoutMs`"],
  ["a local lease of no length", { localLeaseMs: "1" }, "`localLeaseMs`"],
  ["encryption that is null", { encryption: null }, "`encryption` to be an object, got null"],
  ["encryption that is false", { encryption: false }, "`encryption` to be an object, got false"],
  ["an unknown option of encryption", { encryption: { key: "a" } }, "`encryption.key`"],
  ["encryption without keys", { encryption: {} }, "`encryption.keys`"],
  ["encryption with no key", { encryption: { keys: [] } }, "`encryption.keys`"],
];

test.each(wrong)("refuses %s", (_, options, message) => {
  const client = new Redis({ lazyConnect: true });
  onTestFinished(() => client.disconnect());
  const make = (): unknown => redisStore(client, options);
  expect(make).toThrow(expect.objectContaining({ code: "ERR_INVALID_OPTION" }));
  expect(make).toThrow(message);
});

test.each([[undefined], [null], [{}], ["redis://127.0.0.1"]])(
  "refuses %s as a client",
  (client) => {
    const make = (): unknown => redisStore(client as never);
    expect(make).toThrow(
      /redisStore: expected `client` to be a client of ioredis or of node-redis/,
    );
  },
);
