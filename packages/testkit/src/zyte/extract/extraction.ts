import type { DomDocument } from "../browser/dom.ts";
import { isPlain } from "../query/rules.ts";
import type { ZyteQuery } from "../query/query.ts";

/** What an extraction is made from. */
export interface ExtractionSource {
  readonly url: string;
  readonly document: DomDocument;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Types whose items carry a probability of their own, the whole of them none. */
const LISTS: ReadonlySet<string> = new Set([
  "articleList",
  "articleNavigation",
  "jobPostingNavigation",
  "productList",
  "productNavigation",
]);

/** The extraction of one type: what the test site's pages have of it, and of other pages the fields that are always there. */
export function extract(type: string, { url, document, at }: ExtractionSource): object {
  const dateDownloaded = new Date(at).toISOString().replace(/\.\d+Z$/, "Z");
  if (type === "serp")
    return { url, organicResults: [], pageNumber: 1, metadata: { dateDownloaded } };
  if (LISTS.has(type))
    return { url, ...itemsOf(type, url, document), metadata: { dateDownloaded } };
  return { url, ...fieldsOf(type, document), metadata: { probability: 0.99, dateDownloaded } };
}

/** Attributes nobody has found: every name, with no value. */
export function customAttributes(query: ZyteQuery): object | undefined {
  const asked = query["customAttributes"];
  if (!isPlain(asked) || Object.keys(asked).length === 0) return undefined;
  const values = Object.fromEntries(Object.keys(asked).map((name) => [name, null]));
  return { values, metadata: { method: "generate", inputTokens: 0, outputTokens: 0 } };
}

function fieldsOf(type: string, document: DomDocument): object {
  const title = document.querySelector("h1, h2")?.textContent.trim();
  if (type === "product") {
    const price = document.querySelector(".price, .offer")?.textContent.trim();
    return {
      ...(title && { name: title }),
      ...(price && { price, currency: "USD", currencyRaw: "$" }),
    };
  }
  if (type === "pageContent")
    return {
      ...(title && { title }),
      itemMain: document.querySelector("main")?.textContent.trim() ?? "",
    };
  return title ? (type === "jobPosting" ? { jobTitle: title } : { headline: title }) : {};
}

function itemsOf(type: string, url: string, document: DomDocument): object {
  const items = [...document.querySelectorAll("a.product[href]")].map((link) => ({
    url: absolute(link.getAttribute("href") ?? "", url),
    name: link.textContent.trim(),
    metadata: { probability: 0.99 },
  }));
  const next = document.querySelector("a[rel=next]")?.getAttribute("href");
  const nextPage = next ? { nextPage: { url: absolute(next, url) } } : {};
  if (type === "productList") return { products: items, ...nextPage };
  return type === "productNavigation" ? { items, ...nextPage } : {};
}

function absolute(href: string, base: string): string {
  return URL.canParse(href, base) ? new URL(href, base).href : href;
}
