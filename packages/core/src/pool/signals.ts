import { aDelay, aString, expectOptions } from "../options/expect.ts";

/** What `initLater` and `stopPool` throw; branded, so that two copies of core understand each other. */
const LATER: unique symbol = Symbol.for("sessionary.init-later");
const STOP: unique symbol = Symbol.for("sessionary.stop-pool");

interface LaterSignal extends Error {
  readonly [LATER]: { readonly retryAfterMs?: number; readonly reason: string };
}

interface StopSignal extends Error {
  readonly [STOP]: string;
}

/**
 * Ends an init without blaming anybody: a vendor limit, a site under maintenance. All inits of the pool wait
 * `retryAfterMs` milliseconds (default: the pool's `initRetryDelayMs`) and the vacancy is tried again.
 *
 * It throws; writing `throw initLater()` helps the reader and changes nothing.
 *
 * @throws `ERR_INVALID_OPTION` for a time that is none: that init has failed
 *
 * @example
 * ```ts
 * import { initLater, type InitContext } from "@sessionary/core";
 *
 * async function init({ signal }: InitContext<{ token: string }>): Promise<{ token: string }> {
 *   const response = await fetch("https://vendor.example/sessions", { method: "POST", signal });
 *   if (response.status === 429) throw initLater({ retryAfterMs: 30_000, reason: "vendor limit" });
 *   return { token: await response.text() };
 * }
 * ```
 */
export function initLater(
  options: { readonly retryAfterMs?: number; readonly reason?: string } = {},
): never {
  expectOptions("initLater", options, { retryAfterMs: aDelay, reason: aString });
  const { retryAfterMs, reason = "later" } = options;
  const detail = retryAfterMs === undefined ? { reason } : { retryAfterMs, reason };
  throw Object.assign(new Error(`init later: ${reason}`), { name: "InitLater", [LATER]: detail });
}

/**
 * Stops the pool from an init or a checker: it closes with `reason`, and every waiter is refused with `ERR_POOL_STOPPED`.
 *
 * It throws; writing `throw stopPool(reason)` helps the reader and changes nothing.
 */
export function stopPool(reason: string): never {
  throw Object.assign(new Error(`stop: ${reason}`), { name: "StopPool", [STOP]: reason });
}

/** The details of an {@link initLater}, if `error` is one. */
export function readLater(error: unknown): LaterSignal[typeof LATER] | undefined {
  return (error as Partial<LaterSignal> | null | undefined)?.[LATER];
}

/** The reason of a {@link stopPool}, if `error` is one. */
export function readStop(error: unknown): string | undefined {
  return (error as Partial<StopSignal> | null | undefined)?.[STOP];
}
