/** What is said about one item. */
export interface ItemMetadata {
  /** How sure it is that the page is about such an item, 0 to 1. From 0.5 on it probably is. */
  readonly probability: number;
  /** ISO 8601, UTC. */
  readonly dateDownloaded: string;
}

/** What is said about a list. */
export interface ListMetadata {
  /** ISO 8601, UTC. */
  readonly dateDownloaded: string;
}

/** What is said about an item of a list. */
export interface ListItemMetadata {
  /** How sure it is that this is an item of the list, 0 to 1. */
  readonly probability: number;
}

/** A link with its text. */
export interface Link {
  readonly url: string;
  readonly name?: string;
}

/** A step of the way to a page. */
export interface Breadcrumb {
  readonly name?: string;
  readonly url?: string;
}

/** An image, a video or an audio. */
export interface Media {
  readonly url: string;
}

/** When something was published. */
export interface Published {
  /** ISO 8601, perhaps with a time zone. */
  readonly datePublished?: string;
  /** As on the page. */
  readonly datePublishedRaw?: string;
}
