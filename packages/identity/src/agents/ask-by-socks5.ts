import { isIPv4, isIPv6, type Socket } from "node:net";
import { ProxyError } from "../proxy/proxy-error.ts";
import type { ProxyServer } from "../proxy/proxy-server.ts";
import { readOctets } from "./read-octets.ts";
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
export function askBySocks5(proxy: ProxyServer): AskForTunnel {
  return async (socket, target) => {
    await authenticate(socket, proxy);
    await requestTunnel(socket, target);
    return socket;
  };
}

async function authenticate(
  socket: Socket,
  { username, password = "" }: ProxyServer,
): Promise<void> {
  const methods =
    username === undefined ? [NO_AUTHENTICATION] : [NO_AUTHENTICATION, USER_AND_PASSWORD];
  socket.write(Uint8Array.of(VERSION, methods.length, ...methods));
  const [version, method] = await readOctets(socket, 2);
  if (version !== VERSION) throw new ProxyError("the proxy speaks no SOCKS5");
  if (method === NO_AUTHENTICATION) return;
  if (method !== USER_AND_PASSWORD || username === undefined) {
    throw new ProxyError("the SOCKS5 proxy wants credentials, or others than user and password");
  }
  socket.write(Uint8Array.of(1, ...withLength(username), ...withLength(password)));
  const [, status] = await readOctets(socket, 2);
  if (status !== 0) throw new ProxyError("the SOCKS5 proxy wants other credentials");
}

async function requestTunnel(socket: Socket, { host, port }: TunnelTarget): Promise<void> {
  socket.write(Uint8Array.of(VERSION, CONNECT, 0, ...addressOf(host), port >> 8, port & 0xff));
  const [, reply = 0, , type] = await readOctets(socket, 4);
  if (reply !== 0) {
    const message = `the SOCKS5 proxy answered ${reply}`;
    throw ABOUT_US.has(reply) ? new ProxyError(message) : tunnelFailure(message);
  }
  // The address and the port it is bound to: of no use, but in the way.
  const length = type === IPV4 ? 4 : type === IPV6 ? 16 : ((await readOctets(socket, 1))[0] ?? 0);
  await readOctets(socket, length + 2);
}

function addressOf(host: string): readonly number[] {
  if (isIPv4(host)) return [IPV4, ...host.split(".").map(Number)];
  if (isIPv6(host)) return [IPV6, ...ipv6Octets(host)];
  return [NAME, ...withLength(host)];
}

/** `URL` has written it canonically: hexadecimal groups, at most one `::`. */
function ipv6Octets(host: string): readonly number[] {
  const canonical = new URL(`http://[${host}]/`).hostname.slice(1, -1);
  const [head = "", tail] = canonical.split("::");
  const groups = (part: string): number[] =>
    part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16));
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => 0);
  return [...before, ...zeros, ...after].flatMap((group) => [group >> 8, group & 0xff]);
}

function withLength(text: string): readonly number[] {
  const octets = Buffer.from(text, "utf8");
  if (octets.length > 255)
    throw new ProxyError("SOCKS5 carries names and credentials up to 255 octets");
  return [octets.length, ...octets];
}
