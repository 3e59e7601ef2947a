import { createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { createFakeClock } from "@sessionary/testkit";
import { expect, test } from "vitest";
import { createAgents, isNetworkFailure } from "../../src/agents/index.ts";
import { begin, failure, send } from "./support/send.ts";
import { certificate, serveSecurely } from "./support/secure-server.ts";
import { serve } from "./support/server.ts";

const direct = { proxy: undefined, connectTimeoutMs: 10_000 };

test("one connection serves request after request", async () => {
  await using server = await serve((_, response) => void response.end("ok"));
  const agents = createAgents(direct);
  for (let i = 0; i < 5; i += 1) expect((await send(agents, server.origin)).text).toBe("ok");
  expect(server.connections).toBe(1);
  await agents.close();
  await server.whenIdle();
});

test("keepAlive: false opens one each time", async () => {
  await using server = await serve((_, response) => void response.end("ok"));
  const agents = createAgents({ ...direct, keepAlive: false });
  for (let i = 0; i < 3; i += 1) await send(agents, server.origin);
  expect(server.connections).toBe(3);
  await agents.close();
});

test("TLS options hold: a certificate is accepted by its authority, and refused without", async () => {
  await using secure = await serveSecurely((_, response) => void response.end("secure"));
  const knowing = createAgents({ ...direct, ca: certificate.cert });
  expect((await send(knowing, secure.origin)).text).toBe("secure");
  const strict = createAgents(direct);
  const error = await failure(strict, secure.origin);
  expect(error.code).toBe("DEPTH_ZERO_SELF_SIGNED_CERT");
  expect(isNetworkFailure(error)).toBe(true);
  await Promise.all([knowing.close(), strict.close()]);
});

test("a site that does not finish TLS is given up after connectTimeoutMs", async () => {
  const clock = createFakeClock();
  const silent = createServer();
  const greeted = new Promise<Socket>((resolve) => {
    silent.once("connection", (socket) => socket.once("data", () => resolve(socket)));
  });
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const agents = createAgents({ ...direct, connectTimeoutMs: 5_000, clock });
  const failed = failure(agents, `https://127.0.0.1:${(silent.address() as AddressInfo).port}/`);
  const socket = await greeted;
  await clock.advance(5_000);
  expect(await failed).toMatchObject({
    code: "ETIMEDOUT",
    message: "no connection within 5000 ms",
  });
  expect(clock.pending).toBe(0);
  socket.destroy();
  await agents.close();
  await new Promise((resolve) => silent.close(resolve));
});

test("a connection that is there has no timer", async () => {
  const clock = createFakeClock();
  await using server = await serve((_, response) => void response.end("ok"));
  const agents = createAgents({ ...direct, clock });
  await send(agents, server.origin);
  expect(clock.pending).toBe(0);
  await agents.close();
});

test("close() lets a response end, opens nothing new, and leaves nothing open", async () => {
  let finish = (): void => undefined;
  await using server = await serve((_, response) => {
    response.write("first half, ");
    finish = () => void response.end("second half");
  });
  const agents = createAgents(direct);
  const { request, answer } = begin(agents, server.origin);
  await new Promise((resolve) => request.once("response", resolve));
  expect(agents.busy).toBe(true);
  const closed = agents.close();
  expect((await failure(agents, server.origin)).code).toBe("ERR_TUNNEL");
  finish();
  expect((await answer).text).toBe("first half, second half");
  await closed;
  expect(agents.busy).toBe(false);
  await server.whenIdle();
});

test("destroy() cuts what is on its way", async () => {
  await using server = await serve((_, response) => void response.write("first half, "));
  const agents = createAgents(direct);
  const { request, answer } = begin(agents, server.origin);
  await new Promise((resolve) => request.once("response", resolve));
  agents.destroy();
  await expect(answer).rejects.toMatchObject({ code: "ECONNRESET" });
  await agents.close();
  await server.whenIdle();
});

test("idle connections are not busy", async () => {
  await using server = await serve((_, response) => void response.end("ok"));
  const agents = createAgents(direct);
  expect(agents.busy).toBe(false);
  await send(agents, server.origin);
  await expect.poll(() => agents.busy).toBe(false);
  await agents.close();
});

test.each([
  ["connectTimeoutMs", { connectTimeoutMs: 0 }],
  ["connectTimeoutMs", { connectTimeoutMs: Number.NaN }],
  ["proxyEnv", { proxyEnv: process.env }],
])("refuses %s", (name, options) => {
  expect(() => createAgents({ ...direct, ...options })).toThrow(name);
});
