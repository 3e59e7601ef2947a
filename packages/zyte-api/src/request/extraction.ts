import type { JsonValue } from "@sessionary/core";

/** What extraction reads: an HTTP response, a page in a browser, or HTML of yours. */
export type ExtractFrom = "httpResponseBody" | "browserHtml" | "userHtml";

/** Options of one extraction type. */
export interface ExtractionOptions {
  readonly extractFrom?: ExtractFrom;
  /** The HTML to extract from, with `extractFrom: "userHtml"`; 1 to 2,621,440 characters. */
  readonly userHtml?: string;
}

/** Options of `product`. */
export interface ProductOptions extends ExtractionOptions {
  /** @default "2024-09-16" */
  readonly model?: "2024-02-01" | "2024-09-16";
}

/** Options of `serp`. */
export interface SerpOptions {
  /** @default "httpResponseBody" */
  readonly extractFrom?: "browserHtml" | "httpResponseBody";
  readonly keyword?: string;
}

/** The schema of one custom attribute. */
export interface CustomAttribute {
  readonly type: "boolean" | "string" | "number" | "integer" | "array" | "object";
  /** At most 300 characters. */
  readonly description?: string;
  /** Of strings 2 to 100, of numbers 2 to 10. */
  readonly enum?: readonly JsonValue[];
  /** Of strings. */
  readonly format?: "html" | "uri" | "html-text" | "xpath";
  readonly items?: CustomAttribute;
  readonly properties?: { readonly [name: string]: CustomAttribute };
  readonly [keyword: string]: unknown;
}

/** How custom attributes are computed, and what they may cost. */
export interface CustomAttributesOptions {
  readonly method?: "generate" | "extract";
  /** An integer >= 1. */
  readonly maxInputTokens?: number;
  /** An integer >= 1. */
  readonly maxOutputTokens?: number;
}

/** What is extracted: one of them a request. */
export interface ExtractionRequest {
  readonly article?: boolean;
  readonly articleOptions?: ExtractionOptions;
  readonly articleList?: boolean;
  readonly articleListOptions?: ExtractionOptions;
  readonly articleNavigation?: boolean;
  readonly articleNavigationOptions?: ExtractionOptions;
  readonly forumThread?: boolean;
  readonly forumThreadOptions?: ExtractionOptions;
  readonly jobPosting?: boolean;
  readonly jobPostingOptions?: ExtractionOptions;
  readonly jobPostingNavigation?: boolean;
  readonly jobPostingNavigationOptions?: ExtractionOptions;
  readonly pageContent?: boolean;
  readonly pageContentOptions?: ExtractionOptions;
  readonly product?: boolean;
  readonly productOptions?: ProductOptions;
  readonly productList?: boolean;
  readonly productListOptions?: ExtractionOptions;
  readonly productNavigation?: boolean;
  readonly productNavigationOptions?: ExtractionOptions;
  /** Goes with `serpOptions` and `url` only. */
  readonly serp?: boolean;
  readonly serpOptions?: SerpOptions;
  /** What is read, for every type but `serp`; preferred over those of the types' own options. @default "browserHtml" */
  readonly extractFrom?: ExtractFrom;
  /** At most 20, beside one extraction type. */
  readonly customAttributes?: { readonly [name: string]: CustomAttribute } | null;
  readonly customAttributesOptions?: CustomAttributesOptions;
}
