import { createTestSite } from "@sessionary/testkit";

/**
 * The test site in a process of its own. It bans each visitor after 20 to 60 pages, throttles one now and then and fails one page in a hundred.
 * Told anything, it answers with the ground truth so far.
 */
const site = await createTestSite({
  seed: 1,
  ban: { afterUses: [20, 60] },
  throttle: { everyUses: [50, 150], retryAfterMs: 1000 },
  failures: 0.01,
  products: 100_000,
  logSize: 0,
});

process.on("message", () => process.send?.(site.truth().totals));
process.once("disconnect", () => process.exit());
process.send?.(site.origin);
