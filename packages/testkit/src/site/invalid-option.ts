/** An option that is unknown, of the wrong type or out of range. `code` is `"ERR_INVALID_OPTION"`. */
export class InvalidOptionError extends TypeError {
  readonly code = "ERR_INVALID_OPTION";
  override readonly name = "InvalidOptionError";
}

/**
 * Refuses an option, naming it, what was expected and what came.
 *
 * @throws InvalidOptionError always
 */
export function refuseOption(
  owner: string,
  option: string,
  expected: string,
  value: unknown,
): never {
  throw new InvalidOptionError(
    `${owner}: expected \`${option}\` to be ${expected}, got ${describe(value)}`,
  );
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "string") return `${JSON.stringify(value)} (string)`;
  if (typeof value === "number" || typeof value === "boolean") return `${value} (${typeof value})`;
  if (Array.isArray(value)) return `[${value.map(String).join(", ")}] (array)`;
  return `a value of type ${typeof value}`;
}
