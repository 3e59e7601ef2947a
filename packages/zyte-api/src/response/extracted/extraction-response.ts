import type { Article, ArticleList, ArticleNavigation } from "./article.ts";
import type { ForumThread } from "./forum-thread.ts";
import type { JobPosting, JobPostingNavigation } from "./job-posting.ts";
import type { PageContent } from "./page-content.ts";
import type { Product, ProductList, ProductNavigation } from "./product.ts";
import type { Serp } from "./serp.ts";

/** The values of custom attributes, by name, and what computing them took. */
export interface CustomAttributeValues {
  readonly values: { readonly [name: string]: unknown };
  readonly metadata?: { readonly [name: string]: unknown };
}

/** What was extracted: the type that was asked for. */
export interface ExtractionResponse {
  readonly article?: Article;
  readonly articleList?: ArticleList;
  readonly articleNavigation?: ArticleNavigation;
  readonly forumThread?: ForumThread;
  readonly jobPosting?: JobPosting;
  readonly jobPostingNavigation?: JobPostingNavigation;
  readonly pageContent?: PageContent;
  readonly product?: Product;
  readonly productList?: ProductList;
  readonly productNavigation?: ProductNavigation;
  readonly serp?: Serp;
  readonly customAttributes?: CustomAttributeValues;
}
