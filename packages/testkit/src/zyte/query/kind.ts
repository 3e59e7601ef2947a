import { EXTRACTIONS } from "./extractions.ts";
import type { ZyteQuery } from "./query.ts";
import { isPlain } from "./rules.ts";

/** Whether a request is sent by a plain HTTP client or rendered by a browser. */
export type ZyteRequestKind = "http" | "browser";

/** The extraction types a request asks for, `serp` included. */
export function extractionsOf(query: ZyteQuery): readonly string[] {
  return [...EXTRACTIONS, "serp"].filter((type) => query[type] === true);
}

/** Where an extraction takes its input from: its own option, then the general one, then what is usual for it. */
export function sourceOf(query: ZyteQuery, type: string): string {
  const options = query[`${type}Options`];
  const own = isPlain(options) ? (options["extractFrom"] as string | undefined) : undefined;
  const usual = type === "serp" ? "httpResponseBody" : "browserHtml";
  const general = type === "serp" ? undefined : query.extractFrom;
  return own ?? general ?? usual;
}

/** Browser outputs make a browser request, and so does an extraction unless it is told to do with the body. */
export function kindOf(query: ZyteQuery): ZyteRequestKind {
  if (query.httpResponseBody === true) return "http";
  if (query.browserHtml === true || query.screenshot === true) return "browser";
  const [extraction] = extractionsOf(query);
  if (extraction !== undefined)
    return sourceOf(query, extraction) === "browserHtml" ? "browser" : "http";
  return "http";
}
