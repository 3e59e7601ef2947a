import type { Reading } from "@sessionary/core";
import type { ZyteResponse } from "../response/zyte-response.ts";

/**
 * The small view of a response that checkers of every adapter read: the site's status (200 where the service does not say), its headers, if they were asked for, and as text
 * the page: `browserHtml`, else `httpResponseBody`, else, for extracted data, the response as JSON.
 */
export function readResponse(response: ZyteResponse): Reading {
  const text = (): string =>
    response.browserHtml ?? response.bodyText ?? JSON.stringify(response) ?? "";
  return {
    status: response.statusCode ?? 200,
    url: response.url,
    headers: { get: (name) => headerOf(response, name) },
    text: async () => text(),
    json: async () => JSON.parse(text()) as unknown,
  };
}

/** As `Headers` has it: several of one name are joined. */
function headerOf({ httpResponseHeaders = [] }: ZyteResponse, name: string): string | null {
  const wanted = name.toLowerCase();
  const found = httpResponseHeaders.filter((header) => header.name.toLowerCase() === wanted);
  return found.length === 0 ? null : found.map(({ value }) => value).join(", ");
}
