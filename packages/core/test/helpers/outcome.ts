/** What has become of a promise so far. */
export interface Watched<T> {
  readonly promise: Promise<T>;
  readonly state: "pending" | "resolved" | "rejected";
  /** What it was resolved with; throws while it is not. */
  readonly value: T;
  /** What it was rejected with; `undefined` while it is not. */
  readonly error: unknown;
}

/** Watches a promise without awaiting it, so that a test on a fake clock can look at it between two steps. */
export function watch<T>(promise: Promise<T>): Watched<T> {
  let state: Watched<T>["state"] = "pending";
  let settled: { readonly value: T } | undefined;
  let error: unknown;
  promise.then(
    (value) => {
      state = "resolved";
      settled = { value };
    },
    (reason: unknown) => {
      state = "rejected";
      error = reason;
    },
  );
  return {
    promise,
    get state() {
      return state;
    },
    get value() {
      if (settled === undefined) throw new Error(`the promise is ${state}`);
      return settled.value;
    },
    get error() {
      return error;
    },
  };
}

/** What a promise is rejected with; fails the test when it is resolved. */
export async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  const value = await promise.then(
    (resolved) => ({ resolved }),
    (error: unknown) => ({ error }),
  );
  if ("resolved" in value) throw new Error("expected a rejection, and the promise was resolved");
  return value.error;
}
