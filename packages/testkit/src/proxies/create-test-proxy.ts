import { checkInteger } from "../site/check-option.ts";
import { resolveProxyOptions } from "./resolve-options.ts";
import { RunningProxy } from "./running-proxy.ts";
import type { TestProxy, TestProxyOptions } from "./test-proxy.ts";

/**
 * Starts a real HTTP proxy (forwarding and CONNECT) on a free port of an address of the loopback network. It connects
 * to sites from that same address, so that a site can tell proxies apart. On Linux the whole of 127.0.0.0/8 is local;
 * elsewhere addresses other than 127.0.0.1 need an alias.
 *
 * @throws SessionaryError `ERR_INVALID_OPTION`: an unknown key, a wrong type, half of the credentials
 * @example
 * ```ts
 * import { createTestProxy } from "@sessionary/testkit";
 *
 * await using proxy = await createTestProxy({ host: "127.0.0.2", username: "user", password: "secret" });
 * proxy.refuse(502);
 * ```
 */
export async function createTestProxy(options?: TestProxyOptions): Promise<TestProxy> {
  const proxy = new RunningProxy(resolveProxyOptions(options));
  await proxy.start();
  return proxy;
}

/** Several proxies, to be closed together. */
export interface TestProxies extends ReadonlyArray<TestProxy>, AsyncDisposable {
  /** Closes all of them. */
  close(): Promise<void>;
}

/**
 * Starts so many proxies, from 1 to 250, on 127.0.0.2, 127.0.0.3 and so on.
 *
 * @throws SessionaryError `ERR_INVALID_OPTION`, as {@link createTestProxy}
 * @example
 * ```ts
 * import { createTestProxies } from "@sessionary/testkit";
 *
 * await using proxies = await createTestProxies(8);
 * console.log(proxies.map((proxy) => proxy.address));
 * ```
 */
export async function createTestProxies(
  count: number,
  options: Omit<TestProxyOptions, "host"> = {},
): Promise<TestProxies> {
  checkInteger({ owner: "TestProxies", option: "count" }, count, [1, 250]);
  const hosts = Array.from({ length: count }, (_, index) => `127.0.0.${index + 2}`);
  const proxies: TestProxy[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(proxies.map((proxy) => proxy.close()));
  };
  try {
    for (const host of hosts) proxies.push(await createTestProxy({ ...options, host }));
  } catch (error) {
    await close();
    throw error;
  }
  return Object.assign(proxies, { close, [Symbol.asyncDispose]: close });
}
