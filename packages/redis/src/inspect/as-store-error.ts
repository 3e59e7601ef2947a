import { SessionaryError } from "@sessionary/core";

/** What tools throw when Redis fails, as pools do. */
export function asStoreError(subject: string, cause: unknown): SessionaryError<"ERR_STORE"> {
  return new SessionaryError("ERR_STORE", `${subject}: Redis failed`, { cause });
}
