import type { MaybePromise } from "@sessionary/core";
import { copyBody } from "./body.ts";
import { headerRecord } from "./headers.ts";
import type { FetchInput, RequestSpec, SessionRequest } from "./session-request.ts";

/** What fetch capitalises (WHATWG Fetch, "normalize a method"); it sends `patch` as it is. */
const CAPITALISED = new Set(["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"]);

/** Members of a Request that a RequestInit has too and that are not dealt with one by one. */
const COPIED = ["cache", "integrity", "keepalive", "mode", "referrer", "referrerPolicy"] as const;

/**
 * Brings what fetch takes into one form. Only the body of a Request has to be awaited, so that it can be sent again.
 *
 * @param base what relative URLs are relative to, where fetch itself would refuse them
 * @throws {TypeError} where fetch does: no URL, credentials in it, a GET with a body, a Request that was used
 */
export function normalise(
  input: FetchInput | RequestSpec,
  init?: RequestInit,
  base?: string,
): MaybePromise<SessionRequest> {
  if (typeof input === "string" || input instanceof URL) return fromParts(input, init ?? {}, base);
  if (!(input instanceof Request))
    return fromParts(input.url, init === undefined ? input : { ...input, ...init }, base);
  return fromRequest(init === undefined ? input : new Request(input, init), init ?? {});
}

function fromParts(
  input: string | URL,
  init: RequestInit,
  base: string | undefined,
): SessionRequest {
  const url = parseUrl(input, base);
  const body = copyBody(init.body);
  const method = methodOf(init.method);
  if (body !== null && (method === "GET" || method === "HEAD")) {
    throw new TypeError("Request with GET/HEAD method cannot have body.");
  }
  return {
    ...init,
    url: url.href,
    method,
    headers: headerRecord(init.headers),
    body,
    redirect: init.redirect ?? "follow",
    credentials: init.credentials ?? "same-origin",
    signal: init.signal ?? null,
  };
}

async function fromRequest(request: Request, init: RequestInit): Promise<SessionRequest> {
  if (request.bodyUsed) {
    throw new TypeError(
      "Cannot construct a Request with a Request object that has already been used.",
    );
  }
  const copied: Record<string, unknown> = {};
  // Of "same-origin", "navigate" and the rest only what can be said in a RequestInit: they mean nothing outside a page.
  for (const key of COPIED) copied[key] = request[key];
  const bytes = request.body === null ? null : await request.arrayBuffer();
  return fromParts(
    request.url,
    {
      ...init,
      ...copied,
      method: request.method,
      headers: request.headers,
      body: bytes,
      redirect: request.redirect,
      credentials: request.credentials,
      signal: request.signal,
    },
    undefined,
  );
}

function methodOf(method: string | undefined): string {
  if (method === undefined || method === "GET") return "GET";
  const upper = method.toUpperCase();
  return CAPITALISED.has(upper) ? upper : method;
}

function parseUrl(input: string | URL, base: string | undefined): URL {
  let url: URL;
  try {
    url = new URL(input, base);
  } catch (cause) {
    // As fetch says it; the cause repeats the input, which the caller knows.
    throw new TypeError(`Failed to parse URL from ${String(input)}`, { cause });
  }
  // The URL itself is not repeated: it holds a password.
  if (url.username !== "" || url.password !== "") {
    throw new TypeError("Request cannot be constructed from a URL that includes credentials");
  }
  return url;
}
