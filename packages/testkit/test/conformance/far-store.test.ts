import { memoryStore } from "@sessionary/core";
import { asyncStore } from "@sessionary/core/testing";
import { describeAdapter } from "@sessionary/testkit/conformance";
import { createPlainHarness } from "./plain-harness.ts";

const sound = createPlainHarness();
describeAdapter("a plain adapter on a store far away", {
  ...sound,
  create: (options) =>
    sound.create({ ...options, pool: { ...options.pool, store: asyncStore(memoryStore()) } }),
});
