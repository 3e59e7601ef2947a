import { Client } from "./client.ts";
import type { ZyteClientOptions } from "./options.ts";
import { resolveOptions } from "./resolve-options.ts";
import type { ZyteClient } from "./zyte-client.ts";

/**
 * Makes a client of Zyte API.
 *
 * @throws `ERR_INVALID_OPTION`, also when there is no API key
 * @example
 * ```ts
 * import { createZyteClient } from "@sessionary/zyte-api";
 *
 * await using zyte = createZyteClient({ apiKey: "YOUR_API_KEY", concurrency: 30 });
 * const { browserHtml } = await zyte.extract({ url: "https://shop.example/", browserHtml: true });
 * ```
 */
export function createZyteClient(options: ZyteClientOptions = {}): ZyteClient {
  return new Client(resolveOptions(options));
}
