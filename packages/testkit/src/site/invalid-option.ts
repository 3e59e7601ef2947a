import { SessionaryError } from "@sessionary/core";

/**
 * Refuses an option, naming it, what was expected and what came.
 *
 * @throws SessionaryError `ERR_INVALID_OPTION`, always
 */
export function refuseOption(
  owner: string,
  option: string,
  expected: string,
  value: unknown,
): never {
  throw new SessionaryError(
    "ERR_INVALID_OPTION",
    `${owner}: expected \`${option}\` to be ${expected}, got ${describe(value)}`,
  );
}

/**
 * Refuses an option whose value must not be shown: its type is.
 *
 * @throws SessionaryError `ERR_INVALID_OPTION`, always
 */
export function refuseSecret(
  owner: string,
  option: string,
  expected: string,
  value: unknown,
): never {
  throw new SessionaryError(
    "ERR_INVALID_OPTION",
    `${owner}: expected \`${option}\` to be ${expected}, got a value of type ${typeof value}`,
  );
}

/**
 * Refuses an option that does not exist, naming those that do.
 *
 * @throws SessionaryError `ERR_INVALID_OPTION`, always
 */
export function refuseUnknown(owner: string, option: string, known: readonly string[]): never {
  throw new SessionaryError(
    "ERR_INVALID_OPTION",
    `${owner}: unknown option \`${option}\`, expected one of ${known.join(", ")}`,
  );
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "string") return `${JSON.stringify(value)} (string)`;
  if (typeof value === "number" || typeof value === "boolean") return `${value} (${typeof value})`;
  if (Array.isArray(value)) return `[${value.map(String).join(", ")}] (array)`;
  return `a value of type ${typeof value}`;
}
