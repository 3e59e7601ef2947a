import { SessionaryError } from "@sessionary/core";

/** What no header can carry, and what a copy from elsewhere brings along. */
const NOT_IN_A_KEY = /[\s\p{Cc}:]/u;

/**
 * The key of the option, else of the environment. Nothing of a wrong one is shown.
 *
 * @throws `ERR_INVALID_OPTION`
 */
export function resolveApiKey(option: unknown): string {
  const key = option ?? environment()["ZYTE_API_KEY"];
  if (key === undefined || key === "") {
    throw refusal("is missing: give `apiKey` or set ZYTE_API_KEY");
  }
  if (typeof key !== "string") throw refusal(`is no string but a ${typeof key}`);
  if (NOT_IN_A_KEY.test(key)) throw refusal("has white space, a control character or a colon");
  return key;
}

function environment(): Readonly<Record<string, string | undefined>> {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  return process?.env ?? {};
}

function refusal(what: string): SessionaryError<"ERR_INVALID_OPTION"> {
  return new SessionaryError(
    "ERR_INVALID_OPTION",
    `createZyteClient: expected \`apiKey\` to be a key of Zyte API, but it ${what}`,
  );
}
