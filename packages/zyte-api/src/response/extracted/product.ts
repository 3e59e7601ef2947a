import type { ZyteHeader, ZyteMethod } from "../../request/zyte-request.ts";
import type {
  Breadcrumb,
  ItemMetadata,
  Link,
  ListItemMetadata,
  ListMetadata,
  Media,
} from "./common.ts";

/** What a product costs. Prices are numbers as text: `"199.00"`. */
export interface Prices {
  readonly price?: string;
  /** Before a discount. */
  readonly regularPrice?: string;
  /** ISO 4217. */
  readonly currency?: string;
  /** As on the page. */
  readonly currencyRaw?: string;
}

/** A number that a product has everywhere. */
export interface Gtin {
  readonly type: "gtin8" | "gtin13" | "gtin14" | "isbn10" | "isbn13" | "ismn" | "issn" | "upc";
  readonly value: string;
}

/** What a variant of a product may have of its own. */
export interface ProductVariant extends Prices {
  readonly name?: string;
  readonly availability?: "InStock" | "OutOfStock";
  /** The seller's number. */
  readonly sku?: string;
  /** The maker's number. */
  readonly mpn?: string;
  readonly gtin?: readonly Gtin[];
  readonly mainImage?: Media;
  readonly images?: readonly Media[];
  readonly color?: string;
  readonly size?: string;
  readonly style?: string;
  readonly additionalProperties?: readonly { readonly name: string; readonly value?: string }[];
  readonly url?: string;
  readonly canonicalUrl?: string;
}

/** A product. */
export interface Product extends ProductVariant {
  readonly url: string;
  readonly brand?: { readonly name: string };
  readonly breadcrumbs?: readonly Breadcrumb[];
  readonly description?: string;
  readonly descriptionHtml?: string;
  readonly aggregateRating?: {
    readonly ratingValue?: number;
    readonly bestRating?: number;
    readonly reviewCount?: number;
  };
  readonly weight?: { readonly value?: number; readonly unit?: string; readonly rawUnit?: string };
  readonly material?: string;
  readonly features?: readonly string[];
  /** All there are, the one on the page included; what is missing is as in the product, or was not found. */
  readonly variants?: readonly ProductVariant[];
  readonly metadata: ItemMetadata;
}

/** The products of a page, as it shows them. */
export interface ProductList {
  readonly url: string;
  readonly categoryName?: string;
  readonly breadcrumbs?: readonly Breadcrumb[];
  readonly products?: readonly (Prices & {
    readonly url?: string;
    readonly name?: string;
    readonly mainImage?: Media;
    readonly metadata: ListItemMetadata;
  })[];
  readonly metadata: ListMetadata;
}

/** A request that leads to a product or a category. */
export interface NavigationRequest {
  readonly url: string;
  readonly name?: string;
  readonly method?: ZyteMethod;
  readonly headers?: readonly ZyteHeader[];
  /** Base64. */
  readonly body?: string;
  readonly metadata: ListItemMetadata;
}

/** The links to products and categories of a page. */
export interface ProductNavigation {
  readonly url?: string;
  readonly categoryName?: string;
  readonly items?: readonly NavigationRequest[];
  readonly subCategories?: readonly NavigationRequest[];
  readonly nextPage?: Link;
  /** From 1. */
  readonly pageNumber?: number;
  readonly metadata?: ListMetadata;
}
