/**
 * Throws when a secret is anywhere in what an error, an event or stats would show: messages, causes, attempts, and all that
 * `JSON.stringify` sees.
 */
export function expectNoSecret(told: unknown, secrets: readonly string[]): void {
  const shown = show(told, new Set());
  for (const secret of secrets) {
    const at = shown.indexOf(secret);
    if (at >= 0)
      throw new Error(`a secret is told: ${shown.slice(Math.max(0, at - 120), at + 20)}`);
  }
  const password = /:\/\/[^/\s"]*:[^/\s"]*@/.exec(shown);
  if (password !== null) throw new Error(`a URL with credentials is told: ${password[0]}`);
}

function show(value: unknown, seen: Set<unknown>): string {
  if (typeof value !== "object" || value === null) return String(value);
  if (seen.has(value)) return "";
  seen.add(value);
  const toJson: unknown = Reflect.get(value, "toJSON");
  const parts: unknown[] = Object.values(typeof toJson === "function" ? toShown(value) : value);
  if (value instanceof Error) parts.push(value.message, value.stack, value.cause);
  if (value instanceof Map) parts.push(...value.values());
  return parts.map((part) => show(part, seen)).join("\n");
}

/** What `JSON.stringify` would show of it. */
function toShown(value: object): object {
  const shown: unknown = JSON.parse(JSON.stringify(value));
  return typeof shown === "object" && shown !== null ? shown : {};
}
