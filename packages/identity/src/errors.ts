/** Registered, so that the guard of `@sessionary/core` knows this package's errors without sharing a class with it. */
const BRAND = Symbol.for("sessionary.error");

/**
 * The one error of this package: an argument or an option that cannot be used. Its message names the option and what
 * was expected, and never contains a cookie, a password or the query of a URL.
 *
 * `isSessionaryError(error, "ERR_INVALID_OPTION")` of `@sessionary/core` recognises it.
 */
export class IdentityError extends Error {
  override readonly name = "IdentityError";
  /** What kind of error this is, in the words of `@sessionary/core`. */
  readonly code = "ERR_INVALID_OPTION";

  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/** `Thing: expected `option` to be ..., got ...`; the caller decides how much of the value may be shown. */
export function invalidOption(
  thing: string,
  option: string,
  expected: string,
  got: string,
): IdentityError {
  return new IdentityError(`${thing}: expected \`${option}\` to be ${expected}, got ${got}`);
}

/** A value that is no secret, in the words of an error message: `0 (number)`. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "number" || typeof value === "boolean") return `${value} (${typeof value})`;
  if (typeof value === "string") return `${JSON.stringify(value)} (string)`;
  return describeKind(value);
}

/** Only what sort of value it is, for values that may hold a secret. */
export function describeKind(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return Array.isArray(value)
    ? "an array"
    : typeof value === "object"
      ? "an object"
      : `a ${typeof value}`;
}
