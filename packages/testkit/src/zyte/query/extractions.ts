/** The extraction types, `serp` aside, which goes with nothing else. */
export const EXTRACTIONS: readonly string[] = [
  "article",
  "articleList",
  "articleNavigation",
  "forumThread",
  "jobPosting",
  "jobPostingNavigation",
  "pageContent",
  "product",
  "productList",
  "productNavigation",
];
