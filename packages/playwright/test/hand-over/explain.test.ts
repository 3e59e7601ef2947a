import { isProxyFailure } from "@sessionary/identity";
import { isNetworkFailure } from "@sessionary/identity/agents";
import { describe, expect, it } from "vitest";
import { explain } from "../../src/hand-over/explain.ts";

function explained(error: Error): Error {
  explain(error);
  return error;
}

describe("what a browser says of a failed request", () => {
  it.each([
    ["net::ERR_PROXY_CONNECTION_FAILED", true, false],
    ["net::ERR_CONNECTION_REFUSED", false, true],
    ["net::ERR_TUNNEL_CONNECTION_FAILED", false, true],
    ["NS_ERROR_PROXY_CONNECTION_REFUSED", true, false],
    ["net::ERR_ABORTED", false, false],
  ])("%s is told in the words of HTTP clients", (failure, ofProxy, ofNetwork) => {
    const error = explained(new Error(`page.goto: ${failure} at https://shop.example/?secret`));
    expect(isProxyFailure(error)).toBe(ofProxy);
    expect(isNetworkFailure(error)).toBe(ofNetwork);
    expect((error.cause as Error | undefined)?.message ?? "").not.toContain("secret");
  });

  it("leaves alone what has a cause, and what is something else", () => {
    const cause = new Error("mine");
    expect(explained(new Error("net::ERR_FAILED", { cause })).cause).toBe(cause);
    expect(explained(new Error("no total on the page")).cause).toBeUndefined();
    expect(() => explain("net::ERR_FAILED")).not.toThrow();
  });
});
