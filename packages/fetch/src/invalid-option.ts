import { SessionaryError } from "@sessionary/core";

/** An option that cannot be used: `createSessionFetch: expected `option` to be ..., got ...`. */
export function invalidOption(
  option: string,
  expected: string,
  got: string,
): SessionaryError<"ERR_INVALID_OPTION"> {
  return new SessionaryError(
    "ERR_INVALID_OPTION",
    `createSessionFetch: expected \`${option}\` to be ${expected}, got ${got}`,
  );
}

/** A value in the words of a message, such as `0 (number)`. Not for secrets. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "string") return `${JSON.stringify(value)} (string)`;
  if (typeof value === "number" || typeof value === "boolean") return `${value} (${typeof value})`;
  return Array.isArray(value)
    ? "an array"
    : typeof value === "object"
      ? "an object"
      : `a ${typeof value}`;
}
