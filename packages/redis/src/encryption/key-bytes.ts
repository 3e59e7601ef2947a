import { SessionaryError } from "@sessionary/core";

const KEY_BYTES = 32;
const HEX = /^[0-9a-f]{64}$/i;
/** Of 32 bytes, with either alphabet and with or without padding. */
const BASE64 = /^(?:[\w-]{43}|[A-Za-z0-9+/]{43})=?$/;

/** The bytes of every key, as copies. */
export function keyBytes(
  keys: readonly (string | Uint8Array)[],
): readonly Uint8Array<ArrayBuffer>[] {
  if (!Array.isArray(keys) || keys.length === 0) {
    const got = Array.isArray(keys) ? "an empty list" : kindOf(keys);
    throw refuse("encryption.keys", "a list with at least one key", got);
  }
  return keys.map((key: unknown, index) => {
    const bytes = bytesOf(key);
    if (bytes?.length === KEY_BYTES) return bytes;
    const expected = `${KEY_BYTES} bytes as a Uint8Array, or as base64, base64url or hex text`;
    throw refuse(`encryption.keys[${index}]`, expected, kindOf(key));
  });
}

function bytesOf(key: unknown): Uint8Array<ArrayBuffer> | undefined {
  if (key instanceof Uint8Array) return Uint8Array.from(key);
  if (typeof key !== "string") return undefined;
  if (HEX.test(key)) return Uint8Array.from(Buffer.from(key, "hex"));
  // Node reads both alphabets as one.
  return BASE64.test(key) ? Uint8Array.from(Buffer.from(key, "base64")) : undefined;
}

function refuse(
  option: string,
  expected: string,
  got: string,
): SessionaryError<"ERR_INVALID_OPTION"> {
  const what = `redisStore: expected \`${option}\` to be ${expected}, got ${got}`;
  return new SessionaryError("ERR_INVALID_OPTION", what);
}

/** What sort of value it is, never the value: even a key that cannot be used is a secret. */
function kindOf(value: unknown): string {
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (typeof value === "string") return `a string of ${value.length} characters`;
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
