import type { ProxyServer } from "@sessionary/identity";
import type { CrawleeRequest } from "../request.ts";
import type { HttpClientRequest } from "./http-client.ts";

/** A request of an `init` as Crawlee's HTTP clients take it. */
export function toClientRequest(
  request: CrawleeRequest,
  proxy: ProxyServer | undefined,
  signal: AbortSignal,
): HttpClientRequest {
  const { body, type } = bodyOf(request);
  const headers = { ...(type !== undefined && { "content-type": type }), ...request.headers };
  return {
    url: new URL(request.url),
    method: request.method ?? (request.form || request.json !== undefined ? "POST" : "GET"),
    headers,
    body,
    ...(proxy && { proxyUrl: proxy.url }),
    responseType: "text",
    // As crawlers do, who meet many sites with wrong certificates, and proxies that open tunnels.
    throwHttpErrors: false,
    signal,
  };
}

interface Body {
  readonly body: string | Buffer | FormData | undefined;
  readonly type?: string;
}

const FORM = "application/x-www-form-urlencoded";

function bodyOf({ body, payload, form, json }: CrawleeRequest): Body {
  if (form !== undefined) return { body: new URLSearchParams(form).toString(), type: FORM };
  if (json !== undefined) return { body: JSON.stringify(json), type: "application/json" };
  const plain = body ?? payload;
  if (plain instanceof URLSearchParams) return { body: plain.toString(), type: FORM };
  if (plain instanceof Uint8Array) return { body: Buffer.from(plain) };
  return { body: plain };
}
