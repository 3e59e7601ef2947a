export { describeAdapter } from "./adapter/describe-adapter.ts";
export type {
  AdapterHarness,
  HarnessBody,
  HarnessCall,
  HarnessClient,
  HarnessInit,
  HarnessOptions,
  HarnessRequest,
  HarnessResponse,
} from "./adapter/harness.ts";
export type { Skips } from "./cases.ts";
export {
  describeStoreEquality,
  type EqualityOptions,
} from "./store/equality/describe-store-equality.ts";
export { describeStore } from "./store/describe-store.ts";
export type { MakeStore, StoreUnderTest } from "./store/store-lab.ts";
