import { connect, isIP, type Socket, type TcpNetConnectOpts } from "node:net";
import { connect as connectSecurely } from "node:tls";
import { ProxyError } from "../proxy/proxy-error.ts";
import type { ProxyServer } from "../proxy/proxy-server.ts";

/** Of the options of an agent those that are about this end of a connection, whatever is at the other. */
const LOCAL = [
  "autoSelectFamily",
  "autoSelectFamilyAttemptTimeout",
  "family",
  "hints",
  "localAddress",
  "lookup",
] as const;

/** How this end of a connection is chosen, whatever is at the other: as the options of `net.connect` say. */
export type LocalOptions = Partial<Pick<TcpNetConnectOpts, (typeof LOCAL)[number]>>;

/** What of an agent's options also holds for the connection to a proxy. TLS options don't: they are the site's. */
export function localOptions(options: object): LocalOptions {
  const entries = LOCAL.map((key) => [key, Reflect.get(options, key)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/**
 * Connects to the proxy itself: whatever fails here is the proxy's failure.
 *
 * @throws {@link ProxyError}
 */
export async function reachProxy(
  { protocol, host, port }: ProxyServer,
  local: LocalOptions,
  signal: AbortSignal,
): Promise<Socket> {
  if (signal.aborted) throw ProxyError.unreachable(signal.reason);
  const place = { ...local, host, port };
  const isSecure = protocol === "https";
  const socket = isSecure
    ? connectSecurely({
        ...place,
        ALPNProtocols: ["http/1.1"],
        servername: isIP(host) === 0 ? host : "",
      })
    : connect(place);
  try {
    await settled(socket, isSecure ? "secureConnect" : "connect", signal);
  } catch (cause) {
    socket.destroy();
    throw ProxyError.unreachable(cause);
  }
  return socket.setNoDelay(true).setKeepAlive(true, 60_000);
}

/** Waits for an event of a socket, its end, or an abort, which destroys it; leaves no listener. */
export function settled(socket: Socket, event: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      socket.off(event, succeed).off("error", fail).off("close", close);
      signal.removeEventListener("abort", giveUp);
    };
    const succeed = (): void => {
      done();
      resolve();
    };
    const fail = (error: unknown): void => {
      done();
      // What was destroyed may complain once more.
      socket.on("error", () => undefined);
      reject(error);
    };
    const close = (): void => fail(new Error("the connection was closed"));
    const giveUp = (): void => {
      fail(signal.reason);
      socket.destroy();
    };
    socket.on(event, succeed).on("error", fail).on("close", close);
    signal.addEventListener("abort", giveUp, { once: true });
  });
}
