import { createHttpIdentity, identityCodec } from "@sessionary/identity";
import { describe, expect, it } from "vitest";
import { createStateCodec } from "../../src/session/codec.ts";

const SHOP = "https://shop.example/";

describe("The codec of browser sessions", () => {
  const codec = createStateCodec({}, Date.now);

  it("merges cookie by cookie what two processes made of one session", () => {
    const saved = (...headers: readonly string[]) => {
      const identity = createHttpIdentity();
      identity.cookies.setCookies(["base=0", ...headers], SHOP);
      return identityCodec.encode(identity);
    };
    const merged = codec.merge?.(saved(), saved("mine=1"), saved("theirs=1"));
    const { cookies } = identityCodec.decode(merged);
    expect(cookies.cookieHeader(SHOP)).toBe("base=0; mine=1; theirs=1");
  });

  it("does not claim to see what changes in a browser", () => {
    expect("revision" in codec).toBe(false);
  });
});
