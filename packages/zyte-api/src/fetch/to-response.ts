import { Buffer } from "node:buffer";
import { encodeUrl } from "../request/encode-url.ts";
import type { ZyteResponse } from "../response/zyte-response.ts";

/** They describe the body as the site sent it, and it is decoded. */
const OF_THE_TRANSFER: ReadonlySet<string> = new Set([
  "content-encoding",
  "content-length",
  "transfer-encoding",
]);

/** Responses with these statuses have no body (WHATWG Fetch, "null body status"). */
const WITHOUT_BODY: ReadonlySet<number> = new Set([101, 103, 204, 205, 304]);

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * The response of a fetch.
 *
 * @throws {TypeError} for a redirect that was not wanted
 */
export function toResponse(response: ZyteResponse, request: Request): Response {
  const { statusCode = 200, url } = response;
  const headers = headersOf(response.httpResponseHeaders ?? []);
  if (request.redirect === "error" && REDIRECTS.has(statusCode) && headers.has("location")) {
    throw new TypeError("fetch failed", { cause: new Error("unexpected redirect") });
  }
  const hasBody = !WITHOUT_BODY.has(statusCode) && request.method !== "HEAD";
  const body = hasBody ? (response.bodyBytes ?? null) : null;
  const isInRange = statusCode >= 200 && statusCode <= 599;
  const made = new Response(body as BodyInit | null, {
    status: isInRange ? statusCode : 200,
    headers,
  });
  return withFacts(made, {
    url: withoutHash(url),
    redirected: comparable(url) !== comparable(request.url),
    ...(!isInRange && { status: statusCode, ok: false }),
  });
}

/** Facts that a Response made by hand cannot have; its clones have them too. */
function withFacts(response: Response, facts: Readonly<Record<string, unknown>>): Response {
  const clone = response.clone.bind(response);
  const descriptors = Object.entries(facts).map(([name, value]) => [
    name,
    { value, configurable: true },
  ]);
  return Object.defineProperties(response, {
    ...(Object.fromEntries(descriptors) as PropertyDescriptorMap),
    clone: { value: () => withFacts(clone(), facts), configurable: true, writable: true },
  });
}

function headersOf(list: NonNullable<ZyteResponse["httpResponseHeaders"]>): Headers {
  const headers = new Headers();
  for (const { name, value } of list) {
    if (OF_THE_TRANSFER.has(name.toLowerCase())) continue;
    try {
      headers.append(name, asOctets(value));
    } catch {
      // A field that no fetch could have received: its name or value is none of HTTP.
    }
  }
  return headers;
}

/** Headers carry octets, and other characters as several of them. */
function asOctets(value: string): string {
  return /[^\u0000-\u00FF]/.test(value) ? Buffer.from(value, "utf8").toString("latin1") : value;
}

/** One form for URLs that name the same: the service answers the one it was sent, which is encoded further than that of a Request. */
function comparable(url: string): string {
  return encodeUrl(withoutHash(URL.canParse(url) ? new URL(url).href : url));
}

function withoutHash(url: string): string {
  return url.split("#", 1)[0] ?? url;
}
