import type { MaybePromise } from "@sessionary/core";

export function isPromise<T>(value: MaybePromise<T>): value is Promise<T> {
  return value instanceof Promise;
}

/** Goes on with an answer at once if it is there, and when it comes otherwise. */
export function andThen<T, Result>(
  answer: MaybePromise<T>,
  next: (value: T) => Result,
): MaybePromise<Result> {
  return isPromise(answer) ? answer.then(next) : next(answer);
}
