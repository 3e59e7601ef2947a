import type { MaybePromise } from "./types.ts";

/** Whether a value has to be waited for. */
export function isPromise<T>(value: MaybePromise<T>): value is Promise<T> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}

/**
 * Goes on at once where it can: a promise costs a turn of the event loop that memory stores and plain checkers need not pay.
 *
 * Not called `then`: a module that exports that name is a thenable, and `import()` of it never settles.
 */
export function andThen<T, U>(
  value: MaybePromise<T>,
  onward: (value: T) => MaybePromise<U>,
): MaybePromise<U> {
  return isPromise(value) ? value.then(onward) : onward(value);
}
