/** The caller's mistakes, which undici reports like a failure of the network. */
const OF_THE_CALLER = new Set([
  "ERR_INVALID_URL",
  "UND_ERR_INVALID_ARG",
  "UND_ERR_NOT_SUPPORTED",
  "UND_ERR_REQ_CONTENT_LENGTH_MISMATCH",
  "UND_ERR_ABORTED",
  "UND_ERR_DESTROYED",
  "UND_ERR_CLOSED",
]);

/** Bun's errors have the code themselves, and Deno's say it in words. */
const BUN_CODES =
  /^(?:Connection|Failed|Unable|E[A-Z]|Timeout|UNKNOWN_CERT|CERT_|DEPTH_ZERO|SELF_SIGNED)/;
const DENO_WORDS = /^(?:error sending request|client error|connection|error reading a body)/i;

/** Whether a fetch failed because no answer came over the network: no name, no connection, a broken or silent one. */
export function isNetworkFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof TypeError) {
    const code = codeOf(error.cause);
    if (code !== undefined) return !OF_THE_CALLER.has(code);
    // An answer that is no HTTP: its code is not always set.
    if (error.cause instanceof Error && error.cause.name === "HTTPParserError") return true;
    return DENO_WORDS.test(error.message);
  }
  return BUN_CODES.test(codeOf(error) ?? "");
}

/** The first code of a chain of causes. */
function codeOf(error: unknown): string | undefined {
  for (let link = error; link instanceof Error; link = link.cause) {
    const code: unknown = Reflect.get(link, "code");
    if (typeof code === "string") return code;
  }
  return undefined;
}
