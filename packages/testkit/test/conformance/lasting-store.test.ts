import { describeStore } from "@sessionary/testkit/conformance";
import { lastingStore } from "./lasting-store.ts";

describeStore("a store whose sessions outlive their openers", ({ clock }) => ({
  store: lastingStore(),
  persistent: true,
  advance: (ms) => clock.advance(ms),
}));
