/** A page of search results. */
export interface Serp {
  readonly url?: string;
  readonly organicResults?: readonly OrganicResult[];
  /** From 1. */
  readonly pageNumber?: number;
  readonly metadata?: {
    /** ISO 8601, UTC. */
    readonly dateDownloaded?: string;
    /** As the page says it. */
    readonly displayedQuery?: string;
    /** As the URL says it. */
    readonly searchedQuery?: string;
    readonly totalOrganicResults?: number;
  };
}

/** One that nobody paid for. */
export interface OrganicResult {
  readonly url?: string;
  readonly name?: string;
  readonly description?: string;
  /** From 1 on every page. */
  readonly rank?: number;
  readonly displayedUrlText?: string;
}
