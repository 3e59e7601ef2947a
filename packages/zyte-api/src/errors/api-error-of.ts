import { readBody } from "./read-body.ts";
import { ZyteApiError, type BodyProblem } from "./zyte-api-error.ts";

/** What an error is made from, beside its body. */
export interface ErrorAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly requestId: string | undefined;
  readonly retryAfterMs: number | undefined;
  /** Without secrets. */
  readonly text: string;
}

/** A longer text before the colon is a sentence. */
const MAX_X402_TYPE = 32;

const IN_WORDS: Readonly<Record<BodyProblem, string>> = {
  empty: "with an empty body",
  bad_json: "with a body that is not JSON",
  bad_format: "with JSON that is no object",
};

/** The error for an answer that is no result, whatever its shape. */
export function apiErrorOf(answer: ErrorAnswer): ZyteApiError {
  const { status, text, requestId } = answer;
  const { value, fields, problem } = readBody(text);
  const title = stringOf(fields["title"]);
  const detail = stringOf(fields["detail"]);
  const type = stringOf(fields["type"]) ?? (status === 402 ? x402Type(fields["error"]) : undefined);
  const problemInWords = problem === undefined ? "without saying why" : IN_WORDS[problem];
  const words = [
    `Zyte API answered ${status}`,
    title ?? (type === undefined && detail === undefined ? problemInWords : ""),
    type && `(${type})`,
    requestId && `[request ${requestId}]`,
  ];
  const summary = words.filter(Boolean).join(" ");
  return new ZyteApiError(detail === undefined ? summary : `${summary}: ${detail}`, {
    ...answer,
    type,
    title,
    detail,
    body: value,
    bodyProblem: problem,
  });
}

function stringOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Who has to pay gets no problem but a sentence: `"Payment required: ..."` is `/x402/payment-required`. */
function x402Type(error: unknown): string | undefined {
  const prefix = stringOf(error)?.split(":")[0]?.trim();
  if (prefix === undefined || prefix.length > MAX_X402_TYPE) return undefined;
  return `/x402/${prefix.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`;
}
