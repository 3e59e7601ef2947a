import { expectTypeOf, test } from "vitest";

import {
  createZyteEmulator,
  type ZyteEmulator,
  type ZyteEmulatorOptions,
  type ZytePlanStep,
  type ZyteRequest,
} from "../../src/zyte/index.ts";

test("options and steps are typed by what the service knows", () => {
  expectTypeOf(createZyteEmulator).toBeCallableWith();
  expectTypeOf(createZyteEmulator).parameter(0).toEqualTypeOf<ZyteEmulatorOptions | undefined>();
  expectTypeOf(createZyteEmulator).returns.resolves.toEqualTypeOf<ZyteEmulator>();
  expectTypeOf<"/problem/session-expired">().toExtend<ZytePlanStep>();
  expectTypeOf<"/problem/session-expire">().not.toExtend<ZytePlanStep>();
  expectTypeOf<{ status: 500; as: "empty" }>().toExtend<ZytePlanStep>();
  expectTypeOf<{ status: 500; as: "xml" }>().not.toExtend<ZytePlanStep>();
  expectTypeOf<{ "/server/internal": 0.1 }>().toExtend<ZyteEmulatorOptions["troubles"]>();
  expectTypeOf<ZyteEmulator>().toExtend<AsyncDisposable>();
});

test("events carry what they are about", () => {
  const listen = (zyte: ZyteEmulator): void => {
    zyte.on("answer", (request) => expectTypeOf(request).toEqualTypeOf<ZyteRequest>());
    expectTypeOf(zyte.waitFor("gone")).resolves.toEqualTypeOf<ZyteRequest>();
  };
  expectTypeOf(listen).toBeFunction();
});
