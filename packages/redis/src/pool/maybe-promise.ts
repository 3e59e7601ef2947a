import type { MaybePromise } from "@sessionary/core";

/** Whether a value has to be waited for: codecs may answer with promises of another kind, as core takes them. */
export function isPromise<T>(value: MaybePromise<T>): value is Promise<T> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}

/** Goes on with an answer at once if it is there, and when it comes otherwise. */
export function andThen<T, Result>(
  answer: MaybePromise<T>,
  next: (value: T) => Result,
): MaybePromise<Result> {
  return isPromise(answer) ? answer.then(next) : next(answer);
}
