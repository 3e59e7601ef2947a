/** `Symbol.asyncDispose`, also where the runtime has none yet (a bare VM context of Node 20): TypeScript's helper looks for the same one. */
export const asyncDispose: typeof Symbol.asyncDispose =
  Symbol.asyncDispose ?? Symbol.for("Symbol.asyncDispose");

/** Makes a class usable with `await using`. The class declares the member; this gives it one under the symbol above. */
export function makeDisposable<T extends AsyncDisposable>(
  prototype: T,
  dispose: (this: T) => Promise<void>,
): void {
  Object.defineProperty(prototype, asyncDispose, { value: dispose });
}
