/** What is said about one item. */
export interface ItemMetadata {
  /** How sure the extraction is that this is such an item, 0 to 1. */
  readonly probability?: number;
  /** ISO 8601, UTC. */
  readonly dateDownloaded?: string;
}

/** One extracted item: the fields of its type, as Zyte's reference has them. */
export interface ExtractedItem {
  readonly url: string;
  readonly metadata: ItemMetadata;
  readonly [field: string]: unknown;
}

/** An extracted list, or the links of a navigation page. */
export interface ExtractedList {
  readonly url: string;
  readonly metadata: { readonly dateDownloaded: string };
  readonly [field: string]: unknown;
}

/** The results of a search page. */
export interface Serp extends ExtractedList {
  readonly organicResults?: readonly {
    readonly name?: string;
    readonly description?: string;
    readonly url?: string;
    readonly rank?: number;
  }[];
  readonly pageNumber?: number;
  readonly metadata: {
    readonly dateDownloaded: string;
    readonly displayedQuery?: string;
    readonly searchedQuery?: string;
    readonly totalOrganicResults?: number;
  };
}

/** The values of custom attributes, by name, and what computing them took. */
export interface CustomAttributeValues {
  readonly values: { readonly [name: string]: unknown };
  readonly metadata: { readonly [name: string]: unknown };
}

/** What was extracted: the type that was asked for. */
export interface ExtractionResponse {
  readonly article?: ExtractedItem;
  readonly articleList?: ExtractedList;
  readonly articleNavigation?: ExtractedList;
  readonly forumThread?: ExtractedItem;
  readonly jobPosting?: ExtractedItem;
  readonly jobPostingNavigation?: ExtractedList;
  readonly pageContent?: ExtractedItem;
  readonly product?: ExtractedItem;
  readonly productList?: ExtractedList;
  readonly productNavigation?: ExtractedList;
  readonly serp?: Serp;
  readonly customAttributes?: CustomAttributeValues;
}
