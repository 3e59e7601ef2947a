import type { AdapterPoolOptions, PoolOptions } from "../options/pool-options.ts";
import { resolvePoolOptions } from "../options/resolve-pool-options.ts";
import { Pool } from "./pool.ts";
import type { SessionPool } from "./session-pool.ts";

/**
 * Creates a pool of interchangeable sessions. It builds them when they are needed, hands them out, judges what came of each
 * exchange, and replaces those that went bad.
 *
 * @throws `ERR_INVALID_OPTION` naming the option, what was expected and what came
 *
 * @example
 * ```ts
 * import { createSessionPool } from "@sessionary/core";
 *
 * const pool = createSessionPool({
 *   name: "shop.example",
 *   size: 4,
 *   init: async ({ signal }) => {
 *     const response = await fetch("https://shop.example/login", { method: "POST", signal });
 *     return { token: await response.text() };
 *   },
 * });
 * const page = await pool.use(({ session, signal }) =>
 *   fetch("https://shop.example/p/1", { headers: { authorization: session.state.token }, signal }),
 * );
 * console.log(page.status);
 * await pool.close();
 * ```
 */
export function createSessionPool<State, Request = unknown, Response = unknown>(
  options: AdapterPoolOptions<State, Request, Response>,
): SessionPool<State, Request, Response>;
export function createSessionPool<State = undefined, Request = unknown, Response = unknown>(
  options?: PoolOptions<State, Request, Response>,
): SessionPool<State, Request, Response>;
export function createSessionPool<State, Request, Response>(
  options:
    | PoolOptions<State, Request, Response>
    | AdapterPoolOptions<State, Request, Response> = {},
): SessionPool<State, Request, Response> {
  return new Pool(resolvePoolOptions(options));
}
