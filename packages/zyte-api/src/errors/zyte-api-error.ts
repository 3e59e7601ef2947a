/** Registered, so that the guard also knows the errors of a second copy. */
const BRAND = Symbol.for("sessionary.zyte-api-error");

/** What came of reading the body of an answer as JSON. */
export type BodyProblem = "empty" | "bad_json" | "bad_format";

/** What a {@link ZyteApiError} is made of. */
export interface ZyteApiErrorOptions {
  readonly status: number;
  readonly type?: string | undefined;
  readonly title?: string | undefined;
  readonly detail?: string | undefined;
  readonly requestId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly contentType?: string | undefined;
  readonly body?: unknown;
  readonly text?: string;
  readonly bodyProblem?: BodyProblem | undefined;
}

/**
 * An answer of Zyte API that is no result: the problem that it names, or, where it names none, its status.
 *
 * @example
 * ```ts
 * import { createZyteClient, isZyteApiError } from "@sessionary/zyte-api";
 *
 * const zyte = createZyteClient({ apiKey: "YOUR_API_KEY" });
 * try {
 *   await zyte.extract({ url: "https://shop.example/", browserHtml: true });
 * } catch (error) {
 *   if (!isZyteApiError(error)) throw error;
 *   console.error(error.status, error.type, error.detail, error.requestId);
 * }
 * ```
 */
export class ZyteApiError extends Error {
  readonly code = "ERR_ZYTE_API";
  /** The HTTP status of Zyte API; 200 where the answer could not be used. */
  readonly status: number;
  /** What went wrong, for programs: `"/download/temporary-error"`. `undefined` where the body says nothing. */
  readonly type: string | undefined;
  /** What went wrong, for people. */
  readonly title: string | undefined;
  /** What exactly went wrong, for people. */
  readonly detail: string | undefined;
  /** What Zyte's support asks for. */
  readonly requestId: string | undefined;
  /** How long the service asks to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  readonly contentType: string | undefined;
  /** The body as JSON; `undefined` where it is none. */
  readonly body: unknown;
  /** The body as text. */
  readonly text: string;
  /** Why the body says nothing: it is empty, no JSON, or JSON that is no object. */
  readonly bodyProblem: BodyProblem | undefined;

  constructor(message: string, options: ZyteApiErrorOptions) {
    super(message);
    this.name = "ZyteApiError";
    this.status = options.status;
    this.type = options.type;
    this.title = options.title;
    this.detail = options.detail;
    this.requestId = options.requestId;
    this.retryAfterMs = options.retryAfterMs;
    this.contentType = options.contentType;
    this.body = options.body;
    this.text = options.text ?? "";
    this.bodyProblem = options.bodyProblem;
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/** Whether `error` is an answer of Zyte API, and of this problem type if one is given. */
export function isZyteApiError(error: unknown, type?: string): error is ZyteApiError {
  if (typeof error !== "object" || error === null) return false;
  return (
    Reflect.get(error, BRAND) === true &&
    (type === undefined || Reflect.get(error, "type") === type)
  );
}
