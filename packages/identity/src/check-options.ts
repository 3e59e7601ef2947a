import { describeKind, IdentityError, invalidOption } from "./errors.ts";

/** Refuses what is no object and keys that nobody reads: a misspelt option must not pass for one that is not given. */
export function checkKeys(thing: string, options: object, known: readonly string[]): void {
  if (typeof options !== "object" || options === null) {
    throw invalidOption(thing, "options", "an object", describeKind(options));
  }
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  throw new IdentityError(`${thing}: unknown option \`${unknown}\`, known are ${known.join(", ")}`);
}

/** Refuses an injected clock, random source or callback that is no function. */
export function checkFunction(thing: string, option: string, value: unknown): void {
  if (value === undefined || typeof value === "function") return;
  throw invalidOption(thing, option, "a function", describeKind(value));
}
