import type { ItemMetadata, Link, ListItemMetadata, ListMetadata, Published } from "./common.ts";

/** An open position. */
export interface JobPosting extends Published {
  readonly url: string;
  readonly jobTitle?: string;
  /** ISO 8601. */
  readonly validThrough?: string;
  readonly description?: string;
  readonly descriptionHtml?: string;
  readonly employmentType?: string;
  readonly hiringOrganization?: { readonly name: string };
  readonly baseSalary?: {
    /** As on the page. */
    readonly raw?: string;
    /** A number as text; of a single amount that one. */
    readonly valueMax?: string;
    /** ISO 4217. */
    readonly currency?: string;
    readonly currencyRaw?: string;
  };
  readonly jobLocation?: { readonly raw: string };
  readonly metadata: ItemMetadata;
}

/** The links to positions of a page. */
export interface JobPostingNavigation {
  readonly url: string;
  readonly items?: readonly (Link & { readonly metadata: ListItemMetadata })[];
  readonly nextPage?: Link;
  /** From 1. */
  readonly pageNumber?: number;
  readonly metadata: ListMetadata;
}
