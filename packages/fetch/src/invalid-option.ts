import { invalidOption as refuse, type SessionaryError } from "@sessionary/core";

/** The error for an option of ours that cannot be used. */
export function invalidOption(
  option: string,
  expected: string,
  value: unknown,
): SessionaryError<"ERR_INVALID_OPTION"> {
  return refuse("createSessionFetch", option, expected, value);
}
