import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openSession } from "../support/drive.ts";
import { certificate } from "../support/secure-server.ts";

beforeAll(() => void vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0"));
afterAll(() => void vi.unstubAllEnvs());

describe("the certificate of an encrypted proxy is that of the proxy, not of the site", () => {
  test.each(["http://shop.example/", "https://shop.example/"])("%s", async (url) => {
    const names: string[] = [];
    const proxy = createSecureServer(
      {
        ...certificate,
        SNICallback: (name, callback) => {
          names.push(name);
          callback(null);
        },
      },
      (_, response) => void response.end(),
    );
    proxy.on("connect", (_, client) => client.destroy());
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const { port } = proxy.address() as AddressInfo;
    const own = await openSession({ proxies: [`https://localhost:${port}`] });
    await own.send(url).catch(() => undefined);
    await own.close();
    proxy.close();
    expect(names).toEqual(["localhost"]);
  });
});
