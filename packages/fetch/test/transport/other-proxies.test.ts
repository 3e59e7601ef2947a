import { createServer } from "node:https";
import { connect, type AddressInfo } from "node:net";
import { createTestSite, type TestSite } from "@sessionary/testkit";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openSession } from "../support/drive.ts";
import { echoOf } from "../support/echo.ts";
import { certificate, serveSecurely } from "../support/secure-server.ts";
import { serveSocks } from "../support/socks-proxy.ts";

let site: TestSite;

beforeAll(async () => {
  vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
  site = await createTestSite();
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await site.close();
});

describe("a SOCKS5 proxy", () => {
  test("is gone through, for plain and for encrypted requests", async () => {
    await using socks = await serveSocks("me:secret");
    await using secure = await serveSecurely((_, response) => void response.end("secure"));
    await using own = await openSession({ proxies: [`socks5://me:secret@${socks.host}`] });
    expect((await echoOf(await own.send(`${site.origin}/echo`))).method).toBe("GET");
    const named = secure.origin.replace("127.0.0.1", "localhost");
    expect(await (await own.send(named)).text()).toBe("secure");
    expect(socks.tunnels).toBe(2);
  });

  test("that refuses us blames the session", async () => {
    await using socks = await serveSocks("me:secret");
    await using own = await openSession({ proxies: [`socks5://me:wrong@${socks.host}`] });
    const request = await own.request(site.url);
    const error: unknown = await own.send(request).catch((thrown: unknown) => thrown);
    const about = { phase: "use", request, session: own.session, variant: undefined } as const;
    expect(own.adapter.classify({ ...about, error })).toMatchObject({ verdict: "error" });
  });

  test("that cannot reach the site blames nobody", async () => {
    await using socks = await serveSocks("me:secret", () => 5);
    await using own = await openSession({ proxies: [`socks5://me:secret@${socks.host}`] });
    const request = await own.request(site.url);
    const error: unknown = await own.send(request).catch((thrown: unknown) => thrown);
    const about = { phase: "use", request, session: own.session, variant: undefined } as const;
    expect(own.adapter.classify({ ...about, error })).toMatchObject({ verdict: "inconclusive" });
  });
});

test("a proxy that is itself encrypted is gone through, for plain and for encrypted requests", async () => {
  let forwarded = 0;
  const proxy = createServer(certificate, (request, response) => {
    forwarded += 1;
    response.end(request.url);
  });
  proxy.on("connect", (request, client) => {
    const [host = "", port = ""] = (request.url ?? "").split(":");
    const upstream = connect(Number(port), host, () => {
      client.write("HTTP/1.1 200 OK\r\n\r\n");
      client.pipe(upstream).pipe(client);
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  await using secure = await serveSecurely((_, response) => void response.end("secure"));
  const own = await openSession({
    proxies: [`https://127.0.0.1:${(proxy.address() as AddressInfo).port}`],
  });
  expect(await (await own.send(`${site.origin}/echo`)).text()).toBe(`${site.origin}/echo`);
  expect(await (await own.send(secure.origin)).text()).toBe("secure");
  expect(forwarded).toBe(1);
  await own.close();
  await new Promise((resolve) => proxy.close(resolve));
});
