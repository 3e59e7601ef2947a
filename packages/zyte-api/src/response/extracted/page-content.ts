import type { Breadcrumb, ItemMetadata, Link } from "./common.ts";

/** Any page, taken apart. */
export interface PageContent {
  readonly url: string;
  readonly canonicalUrl?: string;
  readonly title?: string;
  readonly headline?: string;
  readonly breadcrumbs?: readonly Breadcrumb[];
  /** The text of what the page is about, without its navigation. */
  readonly itemMain?: string;
  /** Of the smallest element that has all of `itemMain`. */
  readonly itemMainXPath?: string;
  readonly navigationHeader?: readonly Link[];
  readonly navigationFooter?: readonly Link[];
  readonly navigationSidebar?: readonly Link[];
  readonly pagination?: readonly Link[];
  readonly nextPage?: Link;
  readonly metadata: ItemMetadata;
}
