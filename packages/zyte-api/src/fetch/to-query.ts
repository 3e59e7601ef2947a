import { Buffer } from "node:buffer";
import type { ZyteCookie } from "../request/cookie.ts";
import type { ZyteHeader, ZyteMethod, ZyteRequest } from "../request/zyte-request.ts";
import type { ZyteFetchFields } from "./options.ts";

const METHODS: ReadonlySet<string> = new Set<ZyteMethod>([
  "GET",
  "POST",
  "PUT",
  "DELETE",
  "OPTIONS",
  "PATCH",
  "HEAD",
]);

/** What the service takes. */
const MAX_HEADERS = 200;
const MAX_HEADER_NAME = 200;
const MAX_HEADER_VALUE = 7_000;
const MAX_BODY_BYTES = 300_000;

/**
 * The query for a request of a fetch.
 *
 * @throws {TypeError} for what the service cannot do
 */
export function toQuery(
  request: Request,
  body: ArrayBuffer | undefined,
  fields: ZyteFetchFields,
): ZyteRequest {
  const { url, method, redirect, integrity } = request;
  const { protocol, hostname } = new URL(url);
  if (protocol !== "http:" && protocol !== "https:") {
    throw refusal(`no ${protocol} URL, only http: and https:`);
  }
  if (!METHODS.has(method)) throw refusal(`no method ${method}`);
  if (integrity !== "") throw refusal("no `integrity`");
  const customHttpRequestHeaders = headersOf(request.headers);
  const requestCookies = cookiesOf(request.headers.get("cookie"), hostname);
  return {
    ...fields,
    url,
    httpResponseBody: true,
    httpResponseHeaders: true,
    ...(method !== "GET" && { httpRequestMethod: method as ZyteMethod }),
    ...(redirect !== "follow" && { followRedirect: false }),
    ...(customHttpRequestHeaders.length > 0 && { customHttpRequestHeaders }),
    ...(requestCookies.length > 0 && { requestCookies }),
    ...(body !== undefined && body.byteLength > 0 && { httpRequestBody: base64Of(body) }),
  };
}

/** Cookies have a field of their own. */
function headersOf(headers: Headers): readonly ZyteHeader[] {
  const list = [...headers]
    .filter(([name]) => name !== "cookie")
    .map(([name, value]) => ({ name, value }));
  if (list.length > MAX_HEADERS) {
    throw refusal(`${list.length} headers, only ${MAX_HEADERS}`);
  }
  for (const { name, value } of list) {
    if (name.length > MAX_HEADER_NAME || value.length > MAX_HEADER_VALUE) {
      const limits = `${MAX_HEADER_NAME} characters and values of ${MAX_HEADER_VALUE}`;
      throw refusal(`the header ${name.slice(0, 40)}, only names of ${limits}`);
    }
  }
  return list;
}

/** A fetch's cookies are those of the URL it asks for. */
function cookiesOf(header: string | null, domain: string): readonly ZyteCookie[] {
  const pairs = (header ?? "").split(";").map((pair) => pair.trim());
  return pairs.filter(Boolean).map((pair) => {
    const end = pair.indexOf("=");
    return { name: end < 0 ? "" : pair.slice(0, end), value: pair.slice(end + 1), domain };
  });
}

function base64Of(body: ArrayBuffer): string {
  if (body.byteLength > MAX_BODY_BYTES) {
    throw refusal(`a body of ${body.byteLength} bytes, only ${MAX_BODY_BYTES}`);
  }
  return Buffer.from(body).toString("base64");
}

function refusal(what: string): TypeError {
  return new TypeError(`fetch over Zyte API: it cannot send ${what}`);
}
