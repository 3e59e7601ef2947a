import type { TestSiteOptions } from "./options.ts";
import { RunningSite } from "./running-site.ts";
import type { TestSite } from "./test-site.ts";

/**
 * Starts a real HTTP server on a free port of the loopback interface that behaves like sites do, as far as the options
 * say, and knows what it did to whom.
 *
 * | page | what it does |
 * |---|---|
 * | `/` | home; begins a session |
 * | `/product/:n`, `/api/product/:n` | a product whose price depends on the location, as HTML (`.zip_code`, `.price`) and as JSON |
 * | `/links`, `/links/:page` | 20 links to products, and to the next page |
 * | `/location` | a form with a CSRF token of the session; its POST (`zip`, `csrf`) sets the location and goes home by 303, or answers 403 |
 * | `/api/location` | the same without a token: POST `zip` urlencoded or JSON, answers `{ zip, variant }` |
 * | `/login` | a form; its POST (`user`, `password`) gives the session an account, or answers 401 |
 * | `/js` | a challenge that only JavaScript passes: `data-challenge="pending"`, then `"passed"` with `.secret` |
 * | `/echo` | any method: `{ method, url, headers, body, address, cookies, session }` |
 * | `/cookies`, `/cookies/set?name=value` | the cookies received; sets cookies, with attributes if the value has a `;` |
 * | `/redirect/:hops?status=&to=` | so many redirects (1 to 99, or `loop`), each with a cookie `hop-<n>`, the last to `to` (default `/echo`), which may be another origin |
 * | `/status/:code?retryAfter=` | that status, with `Retry-After` if given |
 * | `/slow?name=` | answers when the test calls `release` |
 * | `/stream?name=` | sends half of the body, and the rest when the test calls `release` |
 * | `/down?how=503` | cuts the connection, or answers 503 |
 *
 * Every request that carries a session cookie is a use of that session, on every page. The seed decides what befalls
 * session number n, not the time or the order in which requests arrive. On Linux the whole of 127.0.0.0/8 is local;
 * elsewhere addresses other than 127.0.0.1 need an alias.
 *
 * @throws SessionaryError `ERR_INVALID_OPTION`: an unknown key, a wrong type, a value out of range
 * @example
 * ```ts
 * import { createTestSite } from "@sessionary/testkit";
 *
 * await using site = await createTestSite({ seed: 7, ban: { afterUses: [40, 160] }, variants: { B: 0.15 } });
 * const page = await fetch(`${site.origin}/product/1`);
 * console.log(await page.text(), site.truth().totals.right);
 * ```
 */
export async function createTestSite(options?: TestSiteOptions): Promise<TestSite> {
  const site = new RunningSite(options);
  await site.start();
  return site;
}
