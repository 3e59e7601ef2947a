import type { UseOptions } from "../pool/session-pool.ts";
import type { SessionOptions } from "./client-options.ts";
import type { Rule } from "./rules.ts";

/** What a request wants of its pool. */
export type RequestUse<Request> = UseOptions<Request> & { readonly request: Request };

/** Reads that out of its session options and its rule. */
export function requestUse<State, Request, Response>(
  request: Request,
  rule: Rule<State, Request, Response>,
  session: SessionOptions | undefined,
): RequestUse<Request> {
  const variant = session?.variant === undefined ? rule.options.variant : session.variant;
  const use = variant === undefined ? { request } : { request, variant };
  if (session === undefined) return use;
  const { enabled: _enabled, pool: _pool, ...lease } = session;
  return { ...lease, ...use };
}
