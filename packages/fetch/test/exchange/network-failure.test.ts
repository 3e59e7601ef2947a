import { createServer, type AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { isProxyFailure } from "@sessionary/identity";
import { openSession } from "../support/drive.ts";

test("an answer that is no HTTP is a failure of the network", async () => {
  const junk = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.end("SSH-2.0-OpenSSH\r\n");
  });
  await new Promise<void>((resolve) => junk.listen(0, "127.0.0.1", resolve));
  const { port } = junk.address() as AddressInfo;
  await using own = await openSession();
  const request = await own.request(`http://127.0.0.1:${port}/`);
  const error: unknown = await own.send(request).catch((thrown: unknown) => thrown);
  junk.close();
  const about = { phase: "use", request, session: own.session, variant: undefined } as const;
  expect(own.adapter.classify({ ...about, error })).toMatchObject({ verdict: "inconclusive" });
});

test("a URL that cannot be parsed is no failure of the network", async () => {
  await using own = await openSession();
  const error: unknown = await own.request("/relative").catch((thrown: unknown) => thrown);
  const request = await own.request("http://shop.example/");
  const about = { phase: "init", request, session: own.session, variant: undefined } as const;
  expect(own.adapter.classify({ ...about, error })).toBeUndefined();
});

test("a proxy that does not answer a CONNECT in HTTP is to blame", async () => {
  const junk = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.end("SSH-2.0-OpenSSH\r\n");
  });
  await new Promise<void>((resolve) => junk.listen(0, "127.0.0.1", resolve));
  const { port } = junk.address() as AddressInfo;
  await using own = await openSession({ proxies: [`http://127.0.0.1:${port}`] });
  const error: unknown = await own.send("https://shop.example/").catch((thrown: unknown) => thrown);
  junk.close();
  expect(isProxyFailure(error)).toBe(true);
});
