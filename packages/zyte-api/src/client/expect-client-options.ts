import { SessionaryError, expectOptions, type OptionRules } from "@sessionary/core";

/**
 * Checks options that may hold a key. A string in their place is one, and not shown.
 *
 * @throws `ERR_INVALID_OPTION`
 */
export function expectClientOptions<Options>(
  subject: string,
  options: unknown,
  rules: OptionRules<Options>,
): void {
  if (typeof options === "string") {
    const message = `${subject}: expected \`options\` to be an object like { apiKey }, got a string`;
    throw new SessionaryError("ERR_INVALID_OPTION", message);
  }
  expectOptions(subject, options, rules);
}
