import type { Transport } from "./transport.ts";

/** Connections of our own need undici, which is loaded with the first session, and only on Node. */
const nodeTransport: Transport = {
  protocols: ["http", "https", "socks4", "socks5"],
  async open(options) {
    const { openNodeConnection } = await import("./node-connection.ts");
    return openNodeConnection(options);
  },
};

/** Where nothing is known about the runtime's connections: it shares them among sessions as it likes. */
export const plainTransport: Transport = {
  protocols: [],
  open: () => ({
    init: (signal) => ({ signal }),
    busy: false,
    close: async () => {},
    destroy: async () => {},
  }),
};

/** What this runtime can do. */
export function defaultTransport(): Transport {
  const versions = (globalThis as { process?: { versions?: Record<string, string> } }).process
    ?.versions;
  const isNode =
    versions?.["node"] !== undefined && versions["bun"] === undefined && !("Deno" in globalThis);
  return isNode ? nodeTransport : plainTransport;
}
