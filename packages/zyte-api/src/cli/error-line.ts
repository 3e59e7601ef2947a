import { isZyteApiError } from "../errors/zyte-api-error.ts";
import type { ZyteRequest } from "../request/zyte-request.ts";

/** An error as JSON. */
export interface ErrorObject {
  readonly name: string;
  readonly code?: unknown;
  readonly message: string;
  readonly status?: number;
  readonly type?: string | undefined;
  readonly requestId?: string | undefined;
  /** What the service answered. */
  readonly body?: unknown;
  readonly cause?: ErrorObject;
}

/** The line of a query that failed: told from a response by its `error`. */
export interface ErrorLine {
  readonly error: ErrorObject;
  readonly url?: string;
  readonly echoData?: ZyteRequest["echoData"];
}

export function errorLine(error: unknown, query?: ZyteRequest): ErrorLine {
  const object = errorObject(error);
  if (query === undefined) return { error: object };
  const { url, echoData } = query;
  return { error: object, url, ...(echoData !== undefined && { echoData }) };
}

function errorObject(error: unknown): ErrorObject {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  const { name, message, cause } = error;
  const code: unknown = Reflect.get(error, "code");
  return {
    name,
    ...(code !== undefined && { code }),
    message,
    ...(isZyteApiError(error) && {
      status: error.status,
      type: error.type,
      requestId: error.requestId,
      body: error.body ?? error.text,
    }),
    ...(cause instanceof Error && { cause: errorObject(cause) }),
  };
}
