import { SessionaryError } from "../errors/sessionary-error.ts";

/** Why a client takes no more requests. */
export interface Ending {
  readonly code: "ERR_POOL_CLOSED" | "ERR_POOL_STOPPED";
  readonly reason?: string | undefined;
  readonly cause?: unknown;
}

/** The error of a request that comes too late: a new one each time, for its own stack. */
export function createEndError(ending: Ending): SessionaryError {
  const { code, reason, ...rest } = ending;
  const how = code === "ERR_POOL_STOPPED" ? "was stopped" : "is closed";
  const why = reason === undefined ? {} : { reason };
  const message = `SessionClient: the client ${how}${reason === undefined ? "" : `: ${reason}`}`;
  return new SessionaryError(code, message, { ...rest, ...why });
}
