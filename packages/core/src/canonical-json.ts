import { invalidOption, isObject } from "./options/expect.ts";
import type { JsonValue } from "./types.ts";

/**
 * JSON in one form for equal values, keys in order: what names pools must not depend on how an object was written down. Keys whose value is `undefined` are left out, as `JSON.stringify` does.
 *
 * @param subject - who complains, and about which option, when something in the value is not JSON
 * @throws `ERR_INVALID_OPTION`
 */
export function canonicalJson(
  value: JsonValue,
  subject = "SessionClient",
  option = "variant",
): string {
  if (Array.isArray(value)) {
    return `[${value.map((item: JsonValue, index) => canonicalJson(item, subject, `${option}[${index}]`)).join()}]`;
  }
  if (isPlain(value)) {
    const parts = Object.keys(value)
      .filter((key) => value[key] !== undefined)
      .sort()
      .map((key) => {
        const part = canonicalJson(value[key] as JsonValue, subject, `${option}.${key}`);
        return `${JSON.stringify(key)}:${part}`;
      });
    return `{${parts.join()}}`;
  }
  if (isScalar(value)) return JSON.stringify(value);
  throw invalidOption(subject, option, "JSON", value);
}

function isScalar(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  return value === null || typeof value === "string" || typeof value === "boolean";
}

/** An object literal, of any realm: dates, maps and other instances say something else than their keys do. */
function isPlain(value: JsonValue): value is { readonly [key: string]: JsonValue } {
  if (!isObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
