import { captureNetwork } from "../browser/capture.ts";
import { parsePage } from "../browser/dom.ts";
import { Page } from "../browser/page.ts";
import { runActions, type ZyteActionResult } from "../browser/actions/run-actions.ts";
import { extractionsOf, kindOf, sourceOf } from "../query/kind.ts";
import type { ZyteAction, ZyteQuery } from "../query/query.ts";
import { isPlain } from "../query/rules.ts";
import { browserHeaders } from "../web/browser-headers.ts";
import { visit, type Hop, type Visitor, type VisitFailure } from "../web/visit.ts";

/** What a request has got from sites. */
export interface Performance {
  /** The last answer: the page that is shown. */
  readonly main: Hop;
  /** Every answer that can show a ban. */
  readonly answers: readonly Hop[];
  readonly actions?: readonly ZyteActionResult[];
  readonly html?: string;
  readonly capture?: readonly object[];
}

/** What a request is done with. */
export interface Means {
  readonly visitor: Visitor;
  readonly supportsLocation: (hostname: string) => boolean;
  /** Names of actions that fail by plan. */
  readonly failActions: readonly string[];
}

/** Sends a request to its site, in the way its kind asks for. */
export async function perform(query: ZyteQuery, means: Means): Promise<Performance | VisitFailure> {
  const ownHtml = userHtmlOf(query);
  if (ownHtml !== undefined) return readOwnHtml(query, ownHtml);
  return kindOf(query) === "http"
    ? await performHttp(query, means)
    : await performInBrowser(query, means);
}

/** Loads a page in a browser and runs actions on it. */
export async function loadAndAct(
  query: Pick<ZyteQuery, "url" | "javascript" | "requestHeaders">,
  actions: readonly ZyteAction[],
  { visitor, supportsLocation, failActions }: Means,
): Promise<{ page: Page; first: Hop; results: readonly ZyteActionResult[] } | VisitFailure> {
  const page = new Page({
    visitor,
    javascript: query.javascript !== false,
    referer: query.requestHeaders?.referer,
  });
  const failure = await page.goto(new URL(query.url));
  if (failure !== undefined) return failure;
  const first = page.main;
  const results = await runActions(actions, { page, supportsLocation }, failActions);
  return { page, first, results };
}

async function performHttp(
  query: ZyteQuery,
  { visitor }: Means,
): Promise<Performance | VisitFailure> {
  const hops = await visit(
    {
      url: new URL(query.url),
      method: query.httpRequestMethod ?? "GET",
      headers: headersOf(query),
      body: bodyOf(query),
      followRedirect: query.followRedirect ?? true,
    },
    visitor,
  );
  if (typeof hops === "string") return hops;
  const main = hops.at(-1) ?? hops[0];
  return { main, answers: [main] };
}

async function performInBrowser(
  query: ZyteQuery,
  means: Means,
): Promise<Performance | VisitFailure> {
  const { actions } = query;
  const done = await loadAndAct(query, actions ?? [], means);
  if (typeof done === "string") return done;
  const { page, first, results } = done;
  return {
    main: page.main,
    answers: [first, page.main],
    html: page.html(),
    ...(actions && actions.length > 0 && { actions: results }),
    ...(query.networkCapture && { capture: captureNetwork(page.exchanges, query.networkCapture) }),
  };
}

function headersOf({ device, customHttpRequestHeaders = [] }: ZyteQuery): Record<string, string> {
  const headers = browserHeaders(device);
  // Of a name given twice the last one wins.
  for (const { name, value } of customHttpRequestHeaders) headers[name.toLowerCase()] = value;
  return headers;
}

function bodyOf({ httpRequestBody, httpRequestText }: ZyteQuery): Buffer | undefined {
  if (httpRequestText !== undefined) return Buffer.from(httpRequestText);
  return httpRequestBody === undefined ? undefined : Buffer.from(httpRequestBody, "base64");
}

function userHtmlOf(query: ZyteQuery): string | undefined {
  const [type] = extractionsOf(query);
  if (type === undefined || sourceOf(query, type) !== "userHtml") return undefined;
  const options = query[`${type}Options`];
  return isPlain(options) ? ((options["userHtml"] as string | undefined) ?? "") : "";
}

function readOwnHtml({ url }: ZyteQuery, html: string): Performance {
  const body = Buffer.from(parsePage(html).toString());
  const response = { status: 200, headers: [], body };
  const main = { url: new URL(url), method: "GET", headers: {}, body: undefined, response };
  return { main, answers: [], html };
}
