import { createFakeClock, createRandom } from "@sessionary/core/testing";
import {
  createSessionPool,
  type SessionAdapter,
  type SessionPool,
  type Verdict,
} from "../../src/index.ts";
import { createPool, type TestPool } from "../helpers/pool.ts";

type Options = NonNullable<Parameters<typeof createPool<string, unknown, Verdict>>[0]>;

/** A pool whose tasks answer the verdict on themselves. */
export function judgedPool(options: Options = {}): TestPool<string, unknown, Verdict> {
  return createPool<string, unknown, Verdict>({
    init: ({ id }) => id,
    classify: ({ response }) => response,
    ...options,
  });
}

/** The same with an adapter, to whom every error is inconclusive. */
export function adaptedPool(
  overrides: Partial<SessionAdapter<object, string, Verdict>> = {},
): SessionPool<object, string, Verdict> {
  return createSessionPool<object, string, Verdict>({
    clock: createFakeClock(),
    random: createRandom(1),
    adapter: {
      name: "judged",
      open: () => ({}),
      send: async () => "ok",
      read: (response) => ({
        status: 500,
        url: "https://shop.example/",
        headers: { get: () => null },
        text: async () => response,
        json: async () => response,
      }),
      url: (request) => request,
      classify: ({ response, error }) => (error ? "inconclusive" : response),
      ...overrides,
    },
  });
}
