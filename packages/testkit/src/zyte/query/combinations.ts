import { extractionsOf, kindOf } from "./kind.ts";
import type { ZyteQuery } from "./query.ts";

/** Fields of HTTP requests, and of browser requests. */
const HTTP_FIELDS = [
  "customHttpRequestHeaders",
  "httpRequestMethod",
  "httpRequestBody",
  "httpRequestText",
  "device",
];
const BROWSER_FIELDS = [
  "actions",
  "includeIframes",
  "javascript",
  "networkCapture",
  "requestHeaders",
  "screenshotOptions",
  "viewport",
];

/** Values that ask for nothing: a client may send them or leave them out. */
const NEUTRAL: Readonly<Record<string, unknown>> = {
  httpRequestMethod: "GET",
  device: "desktop",
};

/** Why the fields of a request, each right by itself, do not go together; undefined if they do. */
export function judgeCombination(
  query: ZyteQuery,
  refusesTwoSessions: boolean,
): string | undefined {
  const extractions = extractionsOf(query);
  if (extractions.includes("serp")) return judgeSerp(query);
  if (query.httpResponseBody && (query.browserHtml || query.screenshot))
    return `"httpResponseBody" does not go with browser outputs`;
  if (extractions.length > 1)
    return `Only one extraction type per request: ${extractions.join(", ")}`;
  if (query.httpRequestBody !== undefined && query.httpRequestText !== undefined)
    return `"httpRequestBody" does not go with "httpRequestText"`;
  const wanted = kindOf(query);
  const foreign = (wanted === "http" ? BROWSER_FIELDS : HTTP_FIELDS).find((name) =>
    isSet(query, name),
  );
  if (foreign !== undefined) return `"${foreign}" does not go with ${wanted} requests`;
  if (query.screenshotOptions?.fullPage && query.screenshotOptions.format === "png")
    return "Screenshots of full pages are JPEG";
  if (isSet(query, "customAttributes") && extractions.length === 0)
    return `"customAttributes" needs an extraction type`;
  if (refusesTwoSessions && isSet(query, "session") && isSet(query, "sessionContext"))
    return `"session" does not go with "sessionContext"`;
  return undefined;
}

/** Whether a request asks for anything at all. */
export function asksForOutput(query: ZyteQuery): boolean {
  return (
    query.httpResponseBody === true ||
    query.httpResponseHeaders === true ||
    query.browserHtml === true ||
    query.screenshot === true ||
    extractionsOf(query).length > 0
  );
}

function judgeSerp(query: ZyteQuery): string | undefined {
  const foreign = Object.keys(query).find(
    (name) => !["url", "serp", "serpOptions"].includes(name) && isSet(query, name),
  );
  return foreign === undefined ? undefined : `"serp" does not go with "${foreign}"`;
}

function isSet(query: ZyteQuery, name: string): boolean {
  const value = query[name];
  if (value === undefined || value === null || value === false || value === "") return false;
  if (typeof value === "object" && Object.keys(value).length === 0) return false;
  return value !== NEUTRAL[name];
}
