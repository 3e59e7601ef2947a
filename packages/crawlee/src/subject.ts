/** Who complains, in messages about options of a pool. */
export const SUBJECT = "createCrawleePool";
