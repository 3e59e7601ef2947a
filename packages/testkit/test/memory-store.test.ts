import { memoryStore } from "@sessionary/core";
import { asyncStore } from "@sessionary/core/testing";
import { describeStore } from "@sessionary/testkit";

describeStore("memoryStore", ({ clock }) => ({
  store: memoryStore(),
  advance: (ms) => clock.advance(ms),
}));

describeStore("memoryStore, far away", ({ clock }) => ({
  store: asyncStore(memoryStore()),
  advance: (ms) => clock.advance(ms),
}));
