/** JSON in one form for equal values, whatever the order of their keys. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, sorted) ?? "";
}

function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
