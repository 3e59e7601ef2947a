/** Deeper than anything that is sent: what goes on for so long has no end. */
const MAX_DEPTH = 500;

/**
 * A copy that its owner's later changes do not reach. What JSON leaves out stays as it is.
 *
 * @throws TypeError for what contains itself
 */
export function copyJson<Value>(value: Value): Value {
  return copy(value, 0) as Value;
}

function copy(value: unknown, depth: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth > MAX_DEPTH) throw new TypeError("a value that contains itself is no JSON");
  if (Array.isArray(value)) return value.map((each) => copy(each, depth + 1));
  if (isWritten(value)) return copy(value.toJSON(), depth + 1);
  const copied: Record<string, unknown> = { ...value };
  for (const key of Object.keys(copied)) {
    const each = copied[key];
    if (typeof each === "object" && each !== null) copied[key] = copy(each, depth + 1);
  }
  return copied;
}

/** A date, for instance. */
function isWritten(value: object): value is { toJSON(): unknown } {
  return typeof (value as { readonly toJSON?: unknown }).toJSON === "function";
}
