import { onAbort } from "../abort/on-abort.ts";
import { asFetchFailure } from "./as-fetch-failure.ts";
import { checkFields } from "./fields.ts";
import type { ExtractOptions } from "../client/zyte-client.ts";
import type { ZyteFetchOptions, ZyteFetchRequestInit } from "./options.ts";
import { resolveFetchOptions } from "./resolve-options.ts";
import { toQuery } from "./to-query.ts";
import { toResponse } from "./to-response.ts";

/** A fetch whose requests are queries of Zyte API. It takes what the global fetch takes, so it can stand wherever that does. */
export interface ZyteFetch<CallOptions extends object = ExtractOptions> {
  /**
   * @throws {TypeError} where the global fetch does; for what Zyte API cannot send; and, with a `ZyteApiError` or `ZyteNetworkError` as
   *   its `cause`, when no response of the site was to be had
   * @throws {ZyteApiError} for what is wrong with the query or the account
   * @throws the signal's reason, when it aborts
   * @throws `ERR_INVALID_OPTION` for `fields` that are none; what the client's `extract` throws
   */
  (input: string | URL | Request, init?: ZyteFetchRequestInit<CallOptions>): Promise<Response>;
  /** Ends the client, if the fetch made it. */
  close(): Promise<void>;
}

/**
 * Makes a fetch over Zyte API: method, headers, cookies, body and redirect mode go in as `httpResponseBody` and its fields, and a standard
 * `Response` comes out.
 *
 * @throws `ERR_INVALID_OPTION`
 * @example
 * ```ts
 * import { createZyteFetch } from "@sessionary/zyte-api/fetch";
 *
 * const fetch = createZyteFetch({ apiKey: "YOUR_API_KEY", fields: { geolocation: "US" } });
 * const response = await fetch("https://shop.example/api", { method: "POST", body: '{"page":1}' });
 * console.log(response.status, await response.json());
 * await fetch.close();
 * ```
 */
export function createZyteFetch<CallOptions extends object = ExtractOptions>(
  options: ZyteFetchOptions<CallOptions> = {},
): ZyteFetch<CallOptions> {
  const parts = resolveFetchOptions(options);
  const zyteFetch: ZyteFetch<CallOptions> = async (input, init = {}) => {
    const { fields = {}, extract, ...rest } = init;
    checkFields("fetch over Zyte API", fields);
    const request = new Request(input, rest);
    // Not that of the request, which follows it by a thread that a garbage collection may cut.
    const signal = rest.signal ?? (input instanceof Request ? input.signal : undefined);
    signal?.throwIfAborted();
    const body = await bodyOf(request, signal);
    const query = toQuery(request, body, { ...parts.fields, ...fields });
    try {
      const callOptions = { ...extract, signal } as unknown as CallOptions;
      return toResponse(await parts.client.extract(query, callOptions), request);
    } catch (error) {
      throw asFetchFailure(error);
    }
  };
  zyteFetch.close = parts.close;
  return zyteFetch;
}

/** The source of a body may never end, and cares for no signal. */
async function bodyOf(
  request: Request,
  signal: AbortSignal | undefined,
): Promise<ArrayBuffer | undefined> {
  if (request.body === null) return undefined;
  let forget: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    forget = onAbort(signal, () => reject(signal?.reason as Error));
  });
  try {
    return await Promise.race([request.arrayBuffer(), aborted]);
  } finally {
    forget?.();
  }
}
