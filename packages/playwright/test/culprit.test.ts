import { describe, expect, it } from "vitest";
import { apiFailureOf, culpritOf } from "../src/exchange/culprit.ts";

describe("who is to blame for a navigation that failed", () => {
  it.each([
    ["net::ERR_PROXY_CONNECTION_FAILED", "proxy"],
    ["net::ERR_INVALID_AUTH_CREDENTIALS", "proxy"],
    ["net::ERR_UNEXPECTED_PROXY_AUTH", "proxy"],
    ["net::ERR_PROXY_AUTH_UNSUPPORTED", "proxy"],
    ["net::ERR_PROXY_CERTIFICATE_INVALID", "proxy"],
    ["net::ERR_HTTP_RESPONSE_CODE_FAILURE", "proxy"],
    ["NS_ERROR_PROXY_CONNECTION_REFUSED", "proxy"],
    ["NS_ERROR_UNKNOWN_PROXY_HOST", "proxy"],
    ["Could not connect to proxy server", "proxy"],
    ["net::ERR_TUNNEL_CONNECTION_FAILED", "site"],
    ["net::ERR_SOCKS_CONNECTION_HOST_UNREACHABLE", "site"],
    ["NS_ERROR_PROXY_BAD_GATEWAY", "site"],
    ["NS_ERROR_PROXY_GATEWAY_TIMEOUT", "site"],
    ["net::ERR_EMPTY_RESPONSE", "site"],
    ["net::ERR_CONNECTION_REFUSED", "site"],
    ["net::ERR_NAME_NOT_RESOLVED", "site"],
    ["net::ERR_CERT_AUTHORITY_INVALID", "site"],
    ["NS_ERROR_NET_RESET", "site"],
    ["Could not connect to the server.", "site"],
    ["net::ERR_ABORTED", "caller"],
    ["net::ERR_UNSAFE_PORT", "caller"],
    ["net::ERR_UNKNOWN_URL_SCHEME", "caller"],
    ["net::ERR_BLOCKED_BY_CLIENT", "caller"],
    ["net::ERR_TOO_MANY_REDIRECTS", "caller"],
    ["NS_BINDING_ABORTED", "caller"],
  ] as const)("%s: %s", (failure, culprit) => {
    expect(culpritOf(failure)).toBe(culprit);
  });
});

describe("who is to blame for a failure of context.request", () => {
  it.each([
    ["connect ECONNREFUSED 127.0.0.2:8000", "proxy", "site"],
    ["getaddrinfo ENOTFOUND proxy.invalid", "proxy", "site"],
    ["socket hang up (ECONNRESET)", "site", "site"],
    ["Proxy connection ended before receiving CONNECT response", "site", "site"],
    ["write EPROTO 808C:error:0A00010B:SSL routines", "site", "site"],
    ["Timeout 30000ms exceeded.", "site", "site"],
  ])("%s: behind a proxy the %s, else the %s", (words, behind, direct) => {
    const message = `apiRequestContext.get: ${words}\nCall log:\n  - GET http://shop.example/?token=s3cret`;
    expect(apiFailureOf(message, true)?.culprit).toBe(behind);
    expect(apiFailureOf(message, false)?.culprit).toBe(direct);
    expect(apiFailureOf(message, false)?.failure).not.toMatch(/s3cret|127\.0/);
  });

  it.each([
    "apiRequestContext.get: Invalid URL",
    "connect ECONNREFUSED 127.0.0.1:5432",
    "page.goto: Timeout 30000ms exceeded.",
  ])("nobody for what is no such failure: %s", (message) => {
    expect(apiFailureOf(message, true)).toBeUndefined();
  });
});
