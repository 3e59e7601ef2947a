import type { MaybePromise } from "@sessionary/core";
import { copyBody } from "./body.ts";
import { headerRecord } from "./headers.ts";
import { membersOf } from "./members-of.ts";
import type { FetchInput, RequestSpec, SessionRequest } from "./session-request.ts";

/** What fetch capitalises (WHATWG Fetch, "normalize a method"); it sends `patch` as it is. */
const CAPITALISED = new Set(["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"]);

/** Members of a Request that a RequestInit has too and that are not dealt with one by one. */
const COPIED = ["cache", "integrity", "keepalive", "mode", "referrer", "referrerPolicy"] as const;

const REDIRECT_MODES: ReadonlySet<unknown> = new Set(["follow", "error", "manual"]);

/**
 * Brings what fetch takes into one form. Only the body of a Request has to be awaited, so that it can be sent again.
 *
 * @param base what relative URLs are relative to, where fetch itself would refuse them
 * @throws {TypeError} where fetch does: no URL, credentials in it, a GET with a body, no such redirect mode, a Request that
 *   was used
 * @throws the signal's reason, when it aborts while the body of a Request is still arriving
 */
export function normalise(
  input: FetchInput | RequestSpec,
  init?: RequestInit,
  base?: string,
): MaybePromise<SessionRequest> {
  const given = init === undefined ? {} : membersOf(init);
  if (typeof input === "string" || input instanceof URL) return fromParts(input, given, base);
  if (!(input instanceof Request)) {
    const spec = membersOf(input);
    return fromParts(input.url, init === undefined ? spec : { ...spec, ...given }, base);
  }
  return fromRequest(init === undefined ? input : new Request(input, given), given);
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
  const redirect = init.redirect ?? "follow";
  if (!REDIRECT_MODES.has(redirect)) {
    throw new TypeError(`fetch: "${redirect}" is no redirect mode`);
  }
  return {
    ...init,
    url: url.href,
    method,
    headers: headerRecord(init.headers),
    body,
    redirect,
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
  const bytes = request.body === null ? null : await readBody(request);
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

/** The source of a body may never end, and cares for no signal. */
async function readBody(request: Request): Promise<ArrayBuffer> {
  const { signal } = request;
  signal.throwIfAborted();
  let giveUp: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    giveUp = () => reject(signal.reason as Error);
    signal.addEventListener("abort", giveUp, { once: true });
  });
  try {
    return await Promise.race([request.arrayBuffer(), aborted]);
  } finally {
    if (giveUp !== undefined) signal.removeEventListener("abort", giveUp);
  }
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
