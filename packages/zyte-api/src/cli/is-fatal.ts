import { isSessionaryError } from "@sessionary/core";
import { isZyteApiError } from "../errors/zyte-api-error.ts";

/** Whether every further query would end like this one: the account is refused, or the sessions have stopped. */
export function isFatal(error: unknown): boolean {
  if (isZyteApiError(error)) return error.status === 401 || error.status === 403;
  return (
    isSessionaryError(error, "ERR_POOL_STOPPED") ||
    isSessionaryError(error, "ERR_TOO_MANY_BAD_INITS")
  );
}
