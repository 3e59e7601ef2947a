import {
  createTestProxies,
  createTestProxy,
  createTestSite,
  type TestProxy,
  type TestSite,
} from "@sessionary/testkit";
import type { ExampleOptions } from "./options.ts";

/** A shop that is hard to collect from, and proxies to reach it through, all on this machine. */
export interface Shop extends AsyncDisposable {
  /** URLs of proxies, with credentials. */
  readonly proxies: readonly string[];
  /** What the shop really did, and what its prices really are. */
  readonly site: TestSite;
}

/** Starts the shop. The seed says what befalls each of its visitors, whatever the time of day. */
export async function startShop({ pages, sessions, seed }: ExampleOptions): Promise<Shop> {
  const site = await createTestSite({
    seed,
    products: pages,
    ban: { afterUses: [8, 70] },
    expire: { afterUses: [8, 70], answer: "page" },
    variants: { B: 0.15 },
    wrongLocation: { share: 0.3, afterUses: [0, 30] },
    throttle: { everyUses: [15, 150], retryAfterMs: 1000 },
    failures: 0.01,
    // A session that comes from another address than before is banned: each has to keep its proxy, whichever worker uses it.
    bindToAddress: true,
    latencyMs: [5, 25],
    logSize: 0,
  });
  const proxies = await startProxies(sessions);
  return {
    proxies: proxies.map((proxy) => proxy.url),
    site,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(proxies.map((proxy) => proxy.close()));
      await site.close();
    },
  };
}

/** On addresses of their own where the system has them: all of 127.0.0.0/8 on Linux and Windows, 127.0.0.1 alone on macOS. */
async function startProxies(count: number): Promise<readonly TestProxy[]> {
  const credentials = { username: "demo", password: "secret" };
  try {
    return await createTestProxies(count, credentials);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EADDRNOTAVAIL")) throw error;
    return Promise.all(Array.from({ length: count }, () => createTestProxy(credentials)));
  }
}
