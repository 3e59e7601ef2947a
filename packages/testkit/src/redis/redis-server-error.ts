/** What can go wrong with a Redis server that a test starts. */
export type RedisServerErrorCode =
  | "ERR_NO_REDIS_SERVER"
  | "ERR_REDIS_SERVER_EXITED"
  | "ERR_REDIS_SERVER_REFUSED"
  | "ERR_REDIS_SERVER_CLOSED";

/** An error of a server that a test starts; tell them apart by `code`. */
export class RedisServerError extends Error {
  override readonly name = "RedisServerError";
  readonly code: RedisServerErrorCode;

  constructor(code: RedisServerErrorCode, message: string) {
    super(`RedisServer: ${message}`);
    this.code = code;
  }
}
