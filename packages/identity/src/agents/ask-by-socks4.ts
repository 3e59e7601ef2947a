import { isIPv4, isIPv6 } from "node:net";
import { ProxyError } from "../proxy/proxy-error.ts";
import type { ProxyServer } from "../proxy/proxy-server.ts";
import { readOctets } from "./read-octets.ts";
import { tunnelFailure, type AskForTunnel } from "./tunnel.ts";

const VERSION = 4;
const CONNECT = 1;
const GRANTED = 90;
const FAILED = 91;
/** Says that a name follows (SOCKS4A). */
const NO_ADDRESS = [0, 0, 0, 1];

/** Tunnels of a SOCKS4 proxy, which resolves names itself (SOCKS4A). It knows a user, no password and no IPv6. */
export function askBySocks4({ username = "" }: ProxyServer): AskForTunnel {
  return async (socket, { host, port }) => {
    if (isIPv6(host)) throw tunnelFailure("SOCKS4 reaches no IPv6 address");
    const address = isIPv4(host) ? host.split(".").map(Number) : NO_ADDRESS;
    const name = isIPv4(host) ? [] : [...Buffer.from(host, "utf8"), 0];
    const user = [...Buffer.from(username, "utf8"), 0];
    socket.write(
      Uint8Array.of(VERSION, CONNECT, port >> 8, port & 0xff, ...address, ...user, ...name),
    );
    const [version, reply] = await readOctets(socket, 8);
    if (version !== 0) throw new ProxyError("the proxy speaks no SOCKS4");
    if (reply === GRANTED) return socket;
    const message = `the SOCKS4 proxy answered ${reply}`;
    // 91 may mean either, the others that it does not trust us.
    throw reply === FAILED ? tunnelFailure(message) : new ProxyError(message);
  };
}
