import { isSessionaryError } from "@sessionary/core";
import { expect, test } from "vitest";
import { createSessionFetch } from "../src/index.ts";

test.each([
  ["null for options", null],
  ["a number for options", 5],
  ["null for a profile", { profiles: [null] }],
])("%s is an invalid option", (_, options) => {
  let thrown: unknown;
  try {
    createSessionFetch(options as object);
  } catch (error) {
    thrown = error;
  }
  expect(isSessionaryError(thrown, "ERR_INVALID_OPTION")).toBe(true);
});
