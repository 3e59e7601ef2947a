import { createTestSite } from "@sessionary/testkit";
import { createZyteEmulator } from "@sessionary/testkit/zyte";
import type { ZyteClientOptions } from "@sessionary/zyte-api";
import type { ExampleOptions } from "./options.ts";

/** What the queries are sent to. */
export interface Service extends AsyncDisposable {
  /** Options of the client. */
  readonly client: ZyteClientOptions;
  /** The URL of a page, counted from 1. */
  urlOf(page: number): string;
}

/** The service itself, or an emulator of it in front of a shop that bans, forgets and misleads its visitors. */
export async function startService({ live, seed, url }: ExampleOptions): Promise<Service> {
  const urlOf = (page: number): string => url.replace("{n}", String(page));
  if (live) return { client: {}, urlOf, [Symbol.asyncDispose]: async () => {} };
  const site = await createTestSite({
    seed,
    ban: { afterUses: [20, 60] },
    wrongLocation: { share: 0.3, afterUses: [0, 15] },
    expire: { afterUses: [30, 80] },
  });
  const emulator = await createZyteEmulator({
    seed,
    site,
    troubles: { "/download/temporary-error": 0.03, "/problem/session-expired": 0.01 },
  });
  return {
    client: { baseUrl: emulator.url, apiKey: emulator.apiKey },
    urlOf,
    async [Symbol.asyncDispose]() {
      await emulator.close();
      await site.close();
    },
  };
}
