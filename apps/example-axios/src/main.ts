// Collects prices that depend on where the visitor is, from a shop that bans its visitors, ends their sessions and fails at times.
import { parseArgs } from "node:util";
import { withSessions } from "@sessionary/axios";
import { createTestProxies, createTestSite } from "@sessionary/testkit"; // the shop, and proxies to it, on this machine
import axios from "axios";

const ZIP = "04662";
const { values } = parseArgs({
  options: {
    pages: { type: "string", default: "200" },
    seed: { type: "string", default: "1" }, // what befalls whom
    json: { type: "boolean", default: false },
  },
});
const [pages, seed] = [Number(values.pages), Number(values.seed)];
const interrupt = new AbortController();
process.once("SIGINT", () => interrupt.abort());

await using shop = await createTestSite({
  seed,
  products: pages,
  ban: { afterUses: [8, 40] },
  expire: { afterUses: [8, 40], answer: "page" },
  wrongLocation: { share: 0.3, afterUses: [0, 20] },
  failures: 0.02,
  bindToAddress: true, // a session whose address changes is banned: each has to keep its proxy
});
await using proxies = await createTestProxies(4, { username: "demo", password: "secret" });

const http = withSessions(axios.create({ baseURL: shop.origin }), {
  pool: { size: 4, retries: 10, acquireTimeoutMs: Infinity },
  proxies: proxies.map(({ url }) => url),
  init: { url: "/api/location", method: "post", data: { zip: ZIP } }, // makes a new session ready
  check: async ({ reading }) => {
    const page = await reading.text();
    if (page.includes("session expired")) return "expired";
    return page.includes(ZIP); // is it a page for our location?
  },
});

console.log(`collecting ${pages} pages of ${shop.origin}`);

/** The price on one product page. Bans, retries, locations: none of it is seen here. */
async function collect(product: number): Promise<number> {
  const { data } = await http.get(`/api/product/${product}`, { signal: interrupt.signal });
  return data.price;
}

const right = await Promise.all(
  Array.from({ length: pages }, async (_, index) => {
    const price = await collect(index + 1).catch((error: unknown) => {
      if (!axios.isCancel(error)) console.error(error);
    });
    return price === shop.price(index + 1, ZIP);
  }),
).then((answers) => answers.filter(Boolean).length);

const { init, use, retired } = http.sessions.stats();
await http.sessions.close({ drainTimeoutMs: 0 });

const { ok: _ok, ...bad } = use;
const retries = Object.values(bad).reduce((total, count) => total + count, 0);
console.log(`${right} of ${pages} pages are right; sessions retired:`, retired);
if (values.json) console.log(JSON.stringify({ pages, right, sessions: init.passed, retries }));
process.exitCode = interrupt.signal.aborted ? 130 : right === pages ? 0 : 1;
