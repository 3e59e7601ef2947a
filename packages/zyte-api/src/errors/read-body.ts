import type { BodyProblem } from "./zyte-api-error.ts";

/** A body, read by what is in it: its content type may say anything. */
export interface ReadBody {
  /** The JSON, whatever it is; `undefined` where it is none. */
  readonly value: unknown;
  /** The fields of a JSON object; none where it is none. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly problem: BodyProblem | undefined;
}

const NO_FIELDS = Object.freeze({});

/** Reads the body of an answer. */
export function readBody(text: string): ReadBody {
  if (text.trim() === "") return { value: undefined, fields: NO_FIELDS, problem: "empty" };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { value: undefined, fields: NO_FIELDS, problem: "bad_json" };
  }
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject
    ? { value, fields: value as Record<string, unknown>, problem: undefined }
    : { value, fields: NO_FIELDS, problem: "bad_format" };
}
