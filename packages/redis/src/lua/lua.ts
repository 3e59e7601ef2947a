/** Marks Lua source, which editors then colour. Backslashes are Lua's. */
export const lua: (strings: TemplateStringsArray, ...values: readonly string[]) => string =
  String.raw;

/** A number as Lua writes it, exactly. */
export function luaNumber(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return "math.huge";
  if (!Number.isFinite(value)) throw new RangeError(`not a number for a script: ${value}`);
  return String(value);
}
