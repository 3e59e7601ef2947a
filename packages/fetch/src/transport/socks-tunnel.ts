import { once } from "node:events";
import { connect, isIPv4, isIPv6, type Socket } from "node:net";
import { ProxyError, type ProxyServer } from "@sessionary/identity";
import { tunnelFailure, type AskForTunnel, type TunnelTarget } from "./tunnel.ts";

const VERSION = 5;
const NO_AUTHENTICATION = 0;
const USER_AND_PASSWORD = 2;
const CONNECT = 1;
const IPV4 = 1;
const NAME = 3;
const IPV6 = 4;
/** The replies (RFC 1928, section 6) that are about us: not allowed, command or address type not supported. */
const ABOUT_US: ReadonlySet<number> = new Set([2, 7, 8]);

/** Tunnels of a SOCKS5 proxy (RFC 1928), with user and password if it wants them (RFC 1929). It resolves names itself. */
export function askBySocks(proxy: ProxyServer): AskForTunnel {
  return async (target, signal) => {
    const socket = connect({ host: proxy.host, port: proxy.port });
    const giveUp = (): void => void socket.destroy(signal.reason as Error);
    signal.addEventListener("abort", giveUp, { once: true });
    try {
      await reach(socket);
      await authenticate(socket, proxy);
      await requestTunnel(socket, target);
      return socket;
    } catch (error) {
      socket.destroy();
      throw error;
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
  };
}

async function reach(socket: Socket): Promise<void> {
  try {
    await once(socket, "connect");
  } catch (cause) {
    throw ProxyError.unreachable(cause);
  }
}

async function authenticate(
  socket: Socket,
  { username, password = "" }: ProxyServer,
): Promise<void> {
  const methods =
    username === undefined ? [NO_AUTHENTICATION] : [NO_AUTHENTICATION, USER_AND_PASSWORD];
  socket.write(Uint8Array.of(VERSION, methods.length, ...methods));
  const [version, method] = await read(socket, 2);
  if (version !== VERSION) throw new ProxyError("the proxy speaks no SOCKS5");
  if (method === NO_AUTHENTICATION) return;
  if (method !== USER_AND_PASSWORD || username === undefined) {
    throw new ProxyError("the SOCKS5 proxy wants credentials, or others than user and password");
  }
  socket.write(Uint8Array.of(1, ...withLength(username), ...withLength(password)));
  const [, status] = await read(socket, 2);
  if (status !== 0) throw new ProxyError("the SOCKS5 proxy wants other credentials");
}

async function requestTunnel(socket: Socket, { host, port }: TunnelTarget): Promise<void> {
  socket.write(Uint8Array.of(VERSION, CONNECT, 0, ...addressOf(host), port >> 8, port & 0xff));
  const [, reply = 0, , type] = await read(socket, 4);
  if (reply !== 0) {
    const message = `the SOCKS5 proxy answered ${reply}`;
    throw ABOUT_US.has(reply) ? new ProxyError(message) : tunnelFailure(message);
  }
  // The address and the port it is bound to: of no use, but in the way.
  const length = type === IPV4 ? 4 : type === IPV6 ? 16 : ((await read(socket, 1))[0] ?? 0);
  await read(socket, length + 2);
}

function addressOf(host: string): readonly number[] {
  if (isIPv4(host)) return [IPV4, ...host.split(".").map(Number)];
  if (isIPv6(host)) return [IPV6, ...ipv6Octets(host)];
  return [NAME, ...withLength(host)];
}

/** `URL` has written it canonically: hexadecimal groups, at most one `::`. */
function ipv6Octets(host: string): readonly number[] {
  const [head = "", tail] = host.split("::");
  const groups = (part: string): number[] =>
    part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16));
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => 0);
  return [...before, ...zeros, ...after].flatMap((group) => [group >> 8, group & 0xff]);
}

function withLength(text: string): readonly number[] {
  const octets = new TextEncoder().encode(text);
  if (octets.length > 255)
    throw new ProxyError("SOCKS5 carries names and credentials up to 255 octets");
  return [octets.length, ...octets];
}

async function read(socket: Socket, size: number): Promise<Uint8Array> {
  for (;;) {
    const chunk: unknown = socket.read(size);
    if (chunk instanceof Uint8Array && chunk.length === size) return chunk;
    if (socket.readableEnded || socket.destroyed || chunk !== null) {
      throw tunnelFailure("the proxy broke the tunnel", socket.errored);
    }
    await waitForMore(socket);
  }
}

function waitForMore(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const events = ["readable", "end", "error", "close"] as const;
    const done = (): void => {
      for (const event of events) socket.off(event, done);
      resolve();
    };
    for (const event of events) socket.on(event, done);
  });
}
