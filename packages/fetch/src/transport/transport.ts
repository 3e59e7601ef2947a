import type { Clock, MaybePromise } from "@sessionary/core";
import type { ProxyProtocol, ProxyServer } from "@sessionary/identity";

/** What a transport needs to know to make the connections of one session. */
export interface ConnectionOptions {
  /** Where the session's connections go through; `undefined` for direct ones. */
  readonly proxy: ProxyServer | undefined;
  /** Longest time until a connection is usable, tunnel and TLS included, in milliseconds. */
  readonly connectTimeoutMs: number;
  /** For the timers of that limit. */
  readonly clock: Clock;
}

/** The connections of one session: no other session uses them. */
export interface Connection {
  /**
   * What is added to the `init` of one fetch: `{ dispatcher }` on Node, `{ client }` on Deno.
   *
   * @param signal - ends the request while there is no response; put it in as `signal` unless there is a cheaper way
   */
  init(signal?: AbortSignal): Readonly<Record<string, unknown>>;
  /** Whether a response's body is still on its way. */
  readonly busy: boolean;
  /** Takes no new request, closes what is idle, and resolves when the last body is over and every socket closed. */
  close(): Promise<void>;
  /** Closes every socket now, whatever is on its way. */
  destroy(): Promise<void>;
}

/**
 * Where runtimes differ: how a fetch gets connections, and a proxy, of its own.
 *
 * A transport reports that a *proxy* failed, and not the site behind it, by an error with `code: "ERR_PROXY"`, as
 * {@link ProxyError} is, or by one that has such an error among its causes.
 *
 * @example
 * ```ts
 * import type { Transport } from "@sessionary/fetch";
 *
 * declare function createHttpClient(options: { proxy?: { url: string } }): { close(): void };
 *
 * const deno: Transport = {
 *   protocols: ["http", "https", "socks5"],
 *   open({ proxy }) {
 *     const client = createHttpClient(proxy === undefined ? {} : { proxy: { url: proxy.url } });
 *     const close = async () => client.close();
 *     return { init: (signal) => ({ client, signal }), busy: false, close, destroy: close };
 *   },
 * };
 * ```
 */
export interface Transport {
  /** Protocols of the proxies it can go through; a proxy of another one is refused. */
  readonly protocols: readonly ProxyProtocol[];
  open(options: ConnectionOptions): MaybePromise<Connection>;
}
