import { parsePage } from "../browser/dom.ts";
import { extractionsOf } from "../query/kind.ts";
import type { ZyteCookie, ZyteQuery } from "../query/query.ts";
import { customAttributes, extract } from "./extraction.ts";
import type { Performance } from "./perform.ts";
import { takeScreenshot } from "./screenshot.ts";

/** Outputs are cut here, without a word. */
const MAX_BYTES: number = 10 * 1024 * 1024;

/** The body of a 200: a field for everything that was asked for, and no other. */
export function resultOf(
  query: ZyteQuery,
  performance: Performance,
  cookies: readonly ZyteCookie[],
  at: number,
): object {
  const { main, html, actions, capture } = performance;
  const { response } = main;
  return {
    url: main.url.href,
    statusCode: response.status,
    ...(query.httpResponseBody && { httpResponseBody: cut(response.body).toString("base64") }),
    ...(query.httpResponseHeaders && {
      httpResponseHeaders: response.headers.map(([name, value]) => ({ name, value })),
    }),
    ...(query.browserHtml && { browserHtml: cut(Buffer.from(html ?? "")).toString("utf8") }),
    ...(query.screenshot && { screenshot: screenshotOf(query) }),
    ...(query.session && { session: query.session }),
    ...(actions && { actions }),
    ...(capture && { networkCapture: capture }),
    ...(query.responseCookies && { responseCookies: cookies }),
    ...(query.experimental?.responseCookies && { experimental: { responseCookies: cookies } }),
    ...extractionOf(query, performance, at),
    ...(query.jobId !== undefined && { jobId: query.jobId }),
    ...(query.echoData !== undefined && { echoData: query.echoData }),
  };
}

function extractionOf(query: ZyteQuery, { main, html }: Performance, at: number): object {
  const [type] = extractionsOf(query);
  if (type === undefined) return {};
  const document = parsePage(html ?? main.response.body.toString("utf8"));
  const attributes = customAttributes(query);
  return {
    [type]: extract(type, { url: main.url.href, document, at }),
    ...(attributes && { customAttributes: attributes }),
  };
}

function screenshotOf({ screenshotOptions = {}, viewport = {} }: ZyteQuery): string {
  const { format = "jpeg" } = screenshotOptions;
  return takeScreenshot(format, viewport.width ?? 1920, viewport.height ?? 1080);
}

function cut(bytes: Buffer): Buffer {
  return bytes.length > MAX_BYTES ? bytes.subarray(0, MAX_BYTES) : bytes;
}
