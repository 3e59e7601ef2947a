import { invalidOption as refuse, type SessionaryError } from "@sessionary/core";

/** The error for an option with a wrong value, in the name of the function that took it. */
export function invalidOption(
  key: string,
  expected: string,
  value: unknown,
): SessionaryError<"ERR_INVALID_OPTION"> {
  return refuse("withSessions", key, expected, value);
}
