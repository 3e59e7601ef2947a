export { asyncStore } from "./async-store.ts";
export { createFakeClock, type FakeClock, type FakeTimer } from "./fake-clock.ts";
export { createRandom } from "./seeded-random.ts";
