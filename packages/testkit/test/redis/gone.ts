import { once } from "node:events";
import { existsSync } from "node:fs";
import { connect, createServer } from "node:net";

import { expect } from "vitest";

/** Nobody is left: no process, no listener, no folder. */
export async function expectGone(server: {
  readonly pid: number | undefined;
  readonly port: number;
  readonly dir: string;
}): Promise<void> {
  expect(isAlive(server.pid)).toBe(false);
  expect(await canListen(server.port)).toBe(true);
  expect(existsSync(server.dir)).toBe(false);
}

export function isAlive(pid: number | undefined): boolean {
  if (pid === undefined) throw new Error("the process was never there");
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Whether the port is free: somebody else can have it. */
export function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/** Connects to whoever listens there. */
export async function connectTo(port: number): Promise<{ readonly hungUp: Promise<void> }> {
  const socket = connect(port, "127.0.0.1");
  const hungUp = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  await once(socket, "connect");
  socket.on("error", () => undefined); // a reset is as good as an end
  socket.resume();
  return { hungUp };
}
