import type {
  Breadcrumb,
  ItemMetadata,
  Link,
  ListItemMetadata,
  ListMetadata,
  Media,
  Published,
} from "./common.ts";

/** Who wrote an article. */
export interface Author {
  readonly name: string;
  /** The text the name was found in. */
  readonly nameRaw?: string;
}

/** What an article and one of a list have in common. */
interface ArticleCore extends Published {
  readonly headline?: string;
  readonly articleBody?: string;
  readonly authors?: readonly Author[];
  /** ISO 639-1. */
  readonly inLanguage?: string;
  readonly mainImage?: Media;
  readonly images?: readonly Media[];
}

/** An article. */
export interface Article extends ArticleCore {
  readonly url: string;
  readonly canonicalUrl?: string;
  readonly description?: string;
  readonly articleBodyHtml?: string;
  /** ISO 8601, perhaps with a time zone. */
  readonly dateModified?: string;
  /** As on the page. */
  readonly dateModifiedRaw?: string;
  readonly breadcrumbs?: readonly Breadcrumb[];
  readonly videos?: readonly Media[];
  readonly audios?: readonly Media[];
  readonly metadata: ItemMetadata;
}

/** The articles of a page, as it shows them. */
export interface ArticleList {
  readonly url: string;
  readonly articles?: readonly (ArticleCore & {
    readonly url?: string;
    readonly metadata: ListItemMetadata;
  })[];
  readonly metadata: ListMetadata;
}

/** The links to articles of a page. */
export interface ArticleNavigation {
  readonly url: string;
  readonly items?: readonly (Link & Published & { readonly metadata: ListItemMetadata })[];
  readonly nextPage?: Link;
  /** From 1. */
  readonly pageNumber?: number;
  readonly metadata: ListMetadata;
}
