import type { SessionAdapter } from "../adapter/adapter.ts";
import { Client } from "./client.ts";
import type { ClientOptions } from "./client-options.ts";
import { checkClientOptions } from "./client-rules.ts";
import type { SessionClient } from "./session-client.ts";

/**
 * Makes a client: it maps each request to a pool, opens that pool when it is first needed, and sends the request through one of its sessions. Adapters
 * wrap it in the face of their library.
 *
 * A request belongs to the pool that its `session.pool` names, else to the one that `poolName` of its profile or of the client says, else to
 * the pool of its URL's host with port (`default` for a URL without a host). With a variant, of the request or its profile, that
 * default name is the host, a space and the variant's canonical JSON: `shop.example {"zip":"10001"}`. A pool named outright
 * serves all variants.
 *
 * A pool's settings are, key by key, those under its name in `pools`, else what `poolName` said, else `pool`; they are fixed when the name is first seen.
 *
 * @throws `ERR_INVALID_OPTION`
 * @example
 * ```ts
 * import { createSessionClient, type SessionAdapter } from "@sessionary/core";
 *
 * interface Page { readonly status: number; readonly body: string }
 * declare const adapter: SessionAdapter<{ cookie: string }, { url: string }, Page>;
 *
 * const client = createSessionClient(adapter, {
 *   pool: { size: 4 },
 *   pools: { "shop.example": { size: 16, delayMs: 500 } },
 *   profiles: [{ match: "shop.example/cart/*", check: ({ response }) => response.body.includes("Cart") }],
 * });
 * const page = await client.send({ url: "https://shop.example/cart/1" }, { key: "cart-42" });
 * await client.close();
 * ```
 */
export function createSessionClient<State, Request, Response>(
  adapter: SessionAdapter<State, Request, Response>,
  options: ClientOptions<State, Request, Response> = {},
): SessionClient<State, Request, Response> {
  checkClientOptions(adapter, options);
  return new Client(adapter, options);
}
