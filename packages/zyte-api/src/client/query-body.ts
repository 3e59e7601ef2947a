import { invalidOption } from "@sessionary/core";
import { encodeUrl } from "../request/encode-url.ts";
import type { ZyteRequest } from "../request/zyte-request.ts";

/**
 * What is sent for a query, which is read now: changes that its owner makes later change nothing.
 *
 * @throws `ERR_INVALID_OPTION`
 */
export function queryBody(query: ZyteRequest): string {
  const given: unknown = query;
  if (typeof given !== "object" || given === null) {
    throw invalidOption("ZyteClient", "query", "an object", given);
  }
  const { url } = query as { readonly url?: unknown };
  if (typeof url !== "string" || url === "") {
    throw invalidOption("ZyteClient", "query.url", "a non-empty string", url);
  }
  return JSON.stringify({ ...query, url: encodeUrl(url) });
}
