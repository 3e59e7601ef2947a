import { expect, test } from "vitest";
import { isNetworkFailure } from "../../src/agents/index.ts";
import { ProxyError } from "../../src/index.ts";

function withCode(code: string): Error {
  return Object.assign(new Error("oops"), { code });
}

test.each([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ETIMEDOUT",
  "EPIPE",
  "EHOSTUNREACH",
  "ERR_TUNNEL",
  "HPE_INVALID_CONSTANT",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "ERR_SSL_WRONG_VERSION_NUMBER",
])("%s is one, by itself and as a cause", (code) => {
  expect(isNetworkFailure(withCode(code))).toBe(true);
  expect(isNetworkFailure(new Error("wrapped", { cause: withCode(code) }))).toBe(true);
});

test.each([
  withCode("ERR_INVALID_URL"),
  withCode("ERR_INVALID_ARG_TYPE"),
  withCode("EMFILE"),
  new ProxyError("the proxy answered 407 to CONNECT"),
  new TypeError("x is not a function"),
  "ECONNRESET",
  undefined,
])("%s is none", (error) => {
  expect(isNetworkFailure(error)).toBe(false);
});
