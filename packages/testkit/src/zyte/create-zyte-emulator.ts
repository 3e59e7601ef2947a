import type { ZyteEmulatorOptions } from "./options/options.ts";
import { resolveEmulatorOptions } from "./options/resolve-options.ts";
import { RunningEmulator } from "./running-emulator.ts";
import type { ZyteEmulator } from "./zyte-emulator.ts";

/**
 * Starts a real HTTP server on a free port of the loopback interface that answers as Zyte API does: it authenticates and validates,
 * fetches real pages from a test site, keeps sessions with their real life times and their cookies, renders browser requests and
 * runs their actions, and writes down what it would have charged.
 *
 * Names of hosts need not exist: `https://shop.example/product/1` is `/product/1` of the test site.
 *
 * @throws SessionaryError `ERR_INVALID_OPTION`: an unknown key, a wrong type, a value out of range
 * @example
 * ```ts
 * import { createZyteEmulator } from "@sessionary/testkit/zyte";
 *
 * await using zyte = await createZyteEmulator({ troubles: { "/download/temporary-error": 0.1 } });
 * const response = await fetch(`${zyte.url}extract`, {
 *   method: "POST",
 *   headers: { authorization: `Basic ${btoa(`${zyte.apiKey}:`)}`, "content-type": "application/json" },
 *   body: JSON.stringify({ url: "https://shop.example/product/1", browserHtml: true }),
 * });
 * console.log(response.status, zyte.truth().totals.charged);
 * ```
 */
export async function createZyteEmulator(options?: ZyteEmulatorOptions): Promise<ZyteEmulator> {
  return await RunningEmulator.start(resolveEmulatorOptions(options));
}
