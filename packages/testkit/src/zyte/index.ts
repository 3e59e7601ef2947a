export { createZyteEmulator } from "./create-zyte-emulator.ts";
export { ZyteEmulatorError, type ZyteEmulatorErrorCode } from "./emulator-error.ts";
export type { ZyteEmulatorEvents } from "./events.ts";
export type {
  ZyteCharge,
  ZyteOutcome,
  ZyteRequest,
  ZyteServerSessionTruth,
  ZyteSessionTruth,
  ZyteTotals,
  ZyteTruth,
} from "./ledger/truth.ts";
export type {
  ZyteEmulatorOptions,
  ZyteRateLimits,
  ZyteServerSessionLimits,
  ZyteSessionLimits,
  ZyteSiteAnswer,
} from "./options/options.ts";
export type { ZytePlannedAnswer, ZytePlanOptions, ZytePlanStep } from "./plan/plan-step.ts";
export type { ZytePlan } from "./plan/plans.ts";
export type { ZyteErrorShape } from "./problems/error-shape.ts";
export type { ZyteProblemType } from "./problems/problem-types.ts";
export type { ZyteRequestKind } from "./query/kind.ts";
export type { ZyteAction, ZyteCaptureFilter, ZyteCookie, ZyteQuery } from "./query/query.ts";
export type { EndedAt, ZyteSessionEnd } from "./sessions/life.ts";
export type { ZyteEmulator } from "./zyte-emulator.ts";
