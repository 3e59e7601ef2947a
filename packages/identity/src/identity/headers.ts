import { describe, describeKind, invalidOption, type IdentityError } from "../errors.ts";

/** Header fields by name, sent with every request of a session, in this order. */
export type IdentityHeaders = Readonly<Record<string, string>>;

/** A token of RFC 9110, 5.6.2. */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** RFC 9110, 5.5: visible octets, spaces and tabs, none of the white space at an end. */
const VALUE =
  /^(?:[\u0021-\u007e\u0080-\u00ff](?:[\t\u0020-\u007e\u0080-\u00ff]*[\u0021-\u007e\u0080-\u00ff])?)?$/;

/** A frozen copy, once every name and value can be sent as it is. */
export function checkHeaders(headers: IdentityHeaders): IdentityHeaders {
  if (typeof headers !== "object" || headers === null || Array.isArray(headers)) {
    throw refuse("headers", "an object of header fields", describeKind(headers));
  }
  const seen = new Set<string>();
  const entries = Object.entries(headers);
  for (const [name, value] of entries) {
    const lower = name.toLowerCase();
    if (!NAME.test(name)) throw refuse("headers", "header fields with valid names", describe(name));
    if (lower === "cookie") throw refuse("headers", "without Cookie, which the jar makes", "one");
    if (seen.has(lower)) throw refuse("headers", "without a name twice", describe(name));
    if (typeof value !== "string")
      throw refuse(`headers[${name}]`, "a string", describeKind(value));
    // The value itself may be a secret.
    if (!VALUE.test(value))
      throw refuse(`headers[${name}]`, "a value HTTP can carry", "another string");
    seen.add(lower);
  }
  return Object.freeze(Object.fromEntries(entries));
}

function refuse(option: string, expected: string, got: string): IdentityError {
  return invalidOption("HttpIdentity", option, expected, got);
}
