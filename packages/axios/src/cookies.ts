import type { AxiosRequestConfig, AxiosRequestHeaders, AxiosResponse } from "axios";
import type { CookieJar } from "@sessionary/identity";
import { mergeCookies, takeHeader } from "./headers.ts";

type BeforeRedirect = NonNullable<AxiosRequestConfig["beforeRedirect"]>;

/** Puts the cookies of a session for a URL into the headers of a request to it. Answers those that the request has itself. */
export function giveCookies(
  jar: CookieJar,
  url: string,
  headers: AxiosRequestHeaders | Record<string, unknown>,
): string {
  const own = textOf(takeHeader(headers, "cookie"));
  // A jar without cookies need not know the URL.
  const cookie = mergeCookies(jar.size === 0 ? "" : jar.cookieHeader(url), own);
  if (cookie !== "") headers["Cookie"] = cookie;
  return own;
}

/** Takes the cookies of the response that ended a request. */
export function takeCookies(jar: CookieJar, response: AxiosResponse, url: string): void {
  const { headers } = response as { headers?: Record<string, unknown> };
  const cookies = headers?.["set-cookie"] ?? headers?.["Set-Cookie"];
  if (cookies !== undefined) storeCookies(jar, cookies, responseUrl(response) ?? url);
}

/** The URL that answered, after redirects, where the adapter tells it. */
export function responseUrl(response: AxiosResponse): string | undefined {
  const { request } = response as { request?: { res?: { responseUrl?: unknown } } | null };
  const url = request?.res?.responseUrl;
  return typeof url === "string" ? url : undefined;
}

/**
 * Takes and gives cookies at each redirect, before the user's own hook, which may change what is sent.
 *
 * @param own - the Cookie header of the request itself, which goes no further than its origin
 */
export function cookiesOnRedirect(
  jar: CookieJar,
  own: string,
  next: BeforeRedirect | undefined,
): BeforeRedirect {
  let kept = own;
  return (options, response, request) => {
    const { headers } = response as { headers: Record<string, unknown> };
    storeCookies(jar, headers["set-cookie"], request.url);
    const url = String(options["href"]);
    if (new URL(url).origin !== new URL(request.url).origin) kept = "";
    const sent = options["headers"] as Record<string, unknown>;
    takeHeader(sent, "cookie");
    if (kept !== "") sent["Cookie"] = kept;
    giveCookies(jar, url, sent);
    next?.(options, response, request);
  };
}

function storeCookies(jar: CookieJar, cookies: unknown, url: string): void {
  if (typeof cookies === "string") jar.setCookie(cookies, url);
  else if (Array.isArray(cookies)) jar.setCookies(cookies as readonly string[], url);
}

function textOf(header: unknown): string {
  return Array.isArray(header) ? header.join("; ") : typeof header === "string" ? header : "";
}
