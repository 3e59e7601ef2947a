export type { OpenContext, SendContext, SessionAdapter } from "./adapter/adapter.ts";
export { allOf } from "./checkers/all-of.ts";
export { anyOf } from "./checkers/any-of.ts";
export { bodyIncludes } from "./checkers/body-includes.ts";
export { bodyMatches, type StandardResult, type StandardSchema } from "./checkers/body-matches.ts";
export { header } from "./checkers/header.ts";
export { not } from "./checkers/not.ts";
export { onPhase } from "./checkers/on-phase.ts";
export { status, type StatusMatch } from "./checkers/status.ts";
export type {
  ClientOptions,
  PoolChoice,
  Profile,
  RequestOptions,
  SessionOptions,
} from "./client/client-options.ts";
export { createSessionClient } from "./client/create-session-client.ts";
export type { ClientStats, ClientUseOptions, SessionClient } from "./client/session-client.ts";
export { systemClock, type Clock } from "./clock.ts";
export {
  SessionaryError,
  isSessionaryError,
  type Attempt,
  type ErrorCode,
  type SessionaryErrorOptions,
} from "./errors/sessionary-error.ts";
export type {
  Checker,
  Classifier,
  Exchange,
  JudgingOptions,
  Outcome,
  Phase,
  Reading,
  ReadingHeaders,
} from "./judging/exchange.ts";
export { readingOf } from "./judging/reading.ts";
export type { DetailedVerdict, Judgement, Verdict } from "./judging/verdict.ts";
export type { BadInitReason, PoolEventName, PoolEvents, PoolListener } from "./observe/events.ts";
export type { PoolStats } from "./observe/stats.ts";
export {
  aBoolean,
  aDuration,
  aFunction,
  aNumber,
  aString,
  anInteger,
  anObjectWith,
  anything,
  expectOptions,
  invalidOption,
  oneOf,
  type OptionRule,
  type OptionRules,
} from "./options/expect.ts";
export type {
  AdapterPoolOptions,
  PoolOptions,
  PoolSettings,
  Rotation,
} from "./options/pool-options.ts";
export type { AdapterInit, Init, InitContext } from "./pool/init-context.ts";
export { createSessionPool } from "./pool/create-session-pool.ts";
export type { PoolExport, SessionExport } from "./pool/pool-export.ts";
export type {
  AcquireOptions,
  CloseOptions,
  Lease,
  PoolStatus,
  SessionPool,
  Task,
  TaskContext,
  UseOptions,
} from "./pool/session-pool.ts";
export { initLater, stopPool } from "./pool/signals.ts";
export type { RetireReason, Session } from "./session/session.ts";
export { memoryStore } from "./store/memory/memory-store.ts";
export type { PoolLimits, RotationName } from "./store/limits.ts";
export type {
  Ask,
  Filled,
  Grant,
  NewSession,
  OnMissing,
  PoolStore,
  Refusal,
  ReserveOptions,
  Retired,
  SessionCounters,
  SessionStore,
  SettleOptions,
  Settled,
  StoreContext,
  StoreCounts,
  Swept,
  Vacancy,
} from "./store/store.ts";
export type { JsonValue, MaybePromise, StateCodec } from "./types.ts";
