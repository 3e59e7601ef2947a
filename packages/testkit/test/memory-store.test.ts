import { memoryStore } from "@sessionary/core";
import { asyncStore } from "@sessionary/core/testing";
import {
  describeStore,
  describeStoreEquality,
  type MakeStore,
} from "@sessionary/testkit/conformance";

const make: MakeStore = ({ clock }) => ({
  store: memoryStore(),
  advance: (ms) => clock.advance(ms),
});
const makeFarAway: MakeStore = ({ clock }) => ({
  store: asyncStore(memoryStore()),
  advance: (ms) => clock.advance(ms),
});

describeStore("memoryStore", make);
describeStore("memoryStore, far away", makeFarAway);
describeStoreEquality("memoryStore, near and far away", make, makeFarAway);
