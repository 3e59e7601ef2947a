import { isProgram, placesOnPath, programNamedBy } from "../system/find-program.ts";
import { RedisServerError } from "./redis-server-error.ts";

/** Where to look for a Redis server. */
export interface RedisPlace {
  /**
   * Environment variables: `REDIS_SERVER_PATH`, and `PATH` for a server of the system's.
   *
   * @default process.env
   */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Valkey speaks the same and takes the same options. */
const NAMES = ["redis-server", "valkey-server"];

/**
 * The path of a Redis or Valkey server for tests: the one that `REDIS_SERVER_PATH` names, else one on `PATH`; `undefined` when there
 * is none.
 *
 * @throws {Error} when `REDIS_SERVER_PATH` names something else than a program
 */
export function findRedisServer({ env = process.env }: RedisPlace = {}): string | undefined {
  return programNamedBy("REDIS_SERVER_PATH", env) ?? placesOnPath(NAMES, env).find(isProgram);
}

/**
 * The same, for those who cannot do without.
 *
 * @throws {RedisServerError} `ERR_NO_REDIS_SERVER`, with what to install
 */
export function requireRedisServer(place?: RedisPlace): string {
  const path = findRedisServer(place);
  if (path !== undefined) return path;
  throw new RedisServerError(
    "ERR_NO_REDIS_SERVER",
    "no Redis server was found: neither redis-server nor valkey-server on PATH, nor one that REDIS_SERVER_PATH names. " +
      "Install one with `apt-get install redis-server` or `brew install redis`",
  );
}
