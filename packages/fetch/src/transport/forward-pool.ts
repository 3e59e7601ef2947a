import type { ProxyServer } from "@sessionary/identity";
import { proxyAuthorization } from "@sessionary/identity/agents";
import { Pool, type Dispatcher } from "undici";
import { toProxy } from "./to-proxy.ts";

/** Connections to a proxy that forwards plain requests, which name their whole URL (RFC 9112, section 3.2.2). */
export class ForwardPool extends Pool {
  readonly #origin: string;
  readonly #authorization: Readonly<Record<string, string>>;

  constructor(proxy: ProxyServer, connectTimeoutMs: number) {
    const origin = proxyOrigin(proxy);
    super(origin, { connect: toProxy(connectTimeoutMs) });
    this.#origin = origin;
    const authorization = proxyAuthorization(proxy);
    this.#authorization =
      authorization === undefined ? {} : { "proxy-authorization": authorization };
  }

  override dispatch(
    options: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
  ): boolean {
    const target = new URL(options.path, String(options.origin));
    const headers = { host: target.host, ...asRecord(options.headers), ...this.#authorization };
    return super.dispatch(
      { ...options, origin: this.#origin, path: `${target.origin}${options.path}`, headers },
      handler,
    );
  }
}

/** Where the proxy listens, without credentials. */
function proxyOrigin({ protocol, host, port }: ProxyServer): string {
  return `${protocol}://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** undici's fetch hands over an object; others may give pairs in a flat list. */
function asRecord(
  headers: Dispatcher.DispatchOptions["headers"],
): Record<string, string | string[] | undefined> {
  if (headers === null || headers === undefined) return {};
  if (Array.isArray(headers)) {
    const record: Record<string, string> = {};
    for (let i = 0; i + 1 < headers.length; i += 2)
      record[String(headers[i])] = String(headers[i + 1]);
    return record;
  }
  return Symbol.iterator in headers ? Object.fromEntries(headers) : headers;
}
