/** `Symbol.asyncDispose`, also where the runtime has none yet (a bare VM context of Node 20): TypeScript's helper looks for the same one. */
export const asyncDispose: typeof Symbol.asyncDispose = (Symbol.asyncDispose ??
  Symbol.for("Symbol.asyncDispose")) as typeof Symbol.asyncDispose;
