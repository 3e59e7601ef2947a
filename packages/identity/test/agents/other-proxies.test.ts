import { createServer } from "node:https";
import { connect, createServer as createTcpServer, type AddressInfo } from "node:net";
import { createTestSite, type TestSite } from "@sessionary/testkit";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createAgents, isNetworkFailure, type SessionAgents } from "../../src/agents/index.ts";
import { isProxyFailure, parseProxy } from "../../src/index.ts";
import { certificate, serveSecurely } from "./support/secure-server.ts";
import { failure, send } from "./support/send.ts";
import { serveSocks, serveSocks4 } from "./support/socks-proxy.ts";

let site: TestSite;

beforeAll(async () => {
  // The proxy's own certificate: TLS options are for sites.
  vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
  site = await createTestSite();
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await site.close();
});

function open(url: string): SessionAgents {
  return createAgents({ proxy: parseProxy(url), connectTimeoutMs: 10_000 });
}

describe("a SOCKS5 proxy", () => {
  test("is gone through, for plain and for encrypted requests, and resolves names itself", async () => {
    await using socks = await serveSocks("me:secret");
    await using secure = await serveSecurely((_, response) => void response.end("secure"));
    const agents = open(`socks5://me:secret@${socks.host}`);
    expect(JSON.parse((await send(agents, `${site.origin}/echo`)).text)).toMatchObject({
      method: "GET",
    });
    const named = secure.origin.replace("127.0.0.1", "localhost");
    for (let i = 0; i < 3; i += 1) expect((await send(agents, named)).text).toBe("secure");
    expect(socks.tunnels).toBe(2);
    await agents.close();
  });

  test("that refuses us is to blame", async () => {
    await using socks = await serveSocks("me:secret");
    const agents = open(`socks5://me:wrong@${socks.host}`);
    const error = await failure(agents, site.url);
    expect(error).toMatchObject({
      code: "ERR_PROXY",
      message: "the SOCKS5 proxy wants other credentials",
    });
    await agents.close();
  });

  test.each([
    [5, "ERR_TUNNEL"],
    [2, "ERR_PROXY"],
  ])("that answers %i is told by %s", async (reply, code) => {
    await using socks = await serveSocks("me:secret", () => reply);
    const agents = open(`socks5://me:secret@${socks.host}`);
    expect(await failure(agents, site.url)).toMatchObject({ code });
    await agents.close();
  });
});

describe("a SOCKS4 proxy", () => {
  test("is gone through, by address and by name", async () => {
    await using socks = await serveSocks4("me");
    await using secure = await serveSecurely((_, response) => void response.end("secure"));
    const agents = open(`socks4://me@${socks.host}`);
    expect(JSON.parse((await send(agents, `${site.origin}/echo`)).text)).toMatchObject({
      method: "GET",
    });
    expect((await send(agents, secure.origin.replace("127.0.0.1", "localhost"))).text).toBe(
      "secure",
    );
    expect(socks.tunnels).toBe(2);
    await agents.close();
  });

  test.each([
    [91, "ERR_TUNNEL"],
    [93, "ERR_PROXY"],
  ])("that answers %i is told by %s", async (reply, code) => {
    await using socks = await serveSocks4("me", () => reply);
    const agents = open(`socks4://me@${socks.host}`);
    expect(await failure(agents, site.url)).toMatchObject({ code });
    await agents.close();
  });

  test("reaches no IPv6 address, and says so", async () => {
    await using socks = await serveSocks4("me");
    const agents = open(`socks4://me@${socks.host}`);
    const error = await failure(agents, "http://[::1]:1/");
    expect(error.message).toBe("SOCKS4 reaches no IPv6 address");
    expect([isNetworkFailure(error), isProxyFailure(error)]).toEqual([true, false]);
    await agents.close();
  });
});

test("what speaks no SOCKS is no proxy", async () => {
  const server = createTcpServer(
    (socket) => void socket.resume().end("HTTP/1.1 400 Bad Request\r\n\r\n"),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  for (const [protocol, name] of [
    ["socks4", "SOCKS4"],
    ["socks5", "SOCKS5"],
  ]) {
    const agents = open(`${protocol}://127.0.0.1:${port}`);
    const message = `the proxy speaks no ${name}`;
    expect(await failure(agents, site.url)).toMatchObject({ code: "ERR_PROXY", message });
    await agents.close();
  }
  await new Promise((resolve) => server.close(resolve));
});

test("a proxy that is itself encrypted is gone through, asked for by its own name", async () => {
  const names: string[] = [];
  let forwarded = 0;
  const proxy = createServer(
    {
      ...certificate,
      SNICallback: (name, callback) => {
        names.push(name);
        callback(null);
      },
    },
    (request, response) => {
      forwarded += 1;
      response.end(request.url);
    },
  );
  proxy.on("connect", (request, client) => {
    const [host = "", port = ""] = (request.url ?? "").split(":");
    const upstream = connect(Number(port), host, () => {
      client.write("HTTP/1.1 200 OK\r\n\r\n");
      client.pipe(upstream).pipe(client);
    });
    client.on("error", () => upstream.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  await using secure = await serveSecurely((_, response) => void response.end("secure"));
  const agents = open(`https://localhost:${(proxy.address() as AddressInfo).port}`);
  expect((await send(agents, `${site.origin}/echo`)).text).toBe(`${site.origin}/echo`);
  expect((await send(agents, secure.origin)).text).toBe("secure");
  expect([forwarded, names]).toEqual([1, ["localhost", "localhost"]]);
  await agents.close();
  await new Promise((resolve) => proxy.close(resolve));
});
