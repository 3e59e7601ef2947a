import type { Agent } from "undici";

/** Connections that are kept alive between requests. */
export interface Connections {
  /** What is added to the `init` of a fetch. */
  init(): Promise<object> | object;
  /** Closes everything: nobody waits for an answer any more. */
  close(): Promise<void>;
}

/** Those of a fetch of the user's are its own. */
export const foreignConnections: Connections = { init: () => ({}), close: async () => {} };

/** An undici agent for the global fetch of Node; another runtime has connections of its own. */
export function keepAliveConnections(size: number): Connections {
  return isNode() ? new AgentConnections(size) : foreignConnections;
}

class AgentConnections implements Connections {
  readonly #size: number;
  #init: Promise<{ readonly dispatcher: Agent }> | undefined;

  constructor(size: number) {
    this.#size = size;
  }

  init(): Promise<object> {
    return (this.#init ??= openAgent(this.#size));
  }

  async close(): Promise<void> {
    const opened = await this.#init;
    // Unlike `close()`, it does not wait for a connection that is still being made.
    await opened?.dispatcher.destroy();
  }
}

/** Loaded with the first request. Its time-outs are off: a browser's page may take minutes, and attempts have a time-out of their own. */
async function openAgent(connections: number): Promise<{ readonly dispatcher: Agent }> {
  const { Agent: UndiciAgent } = await import("undici");
  return { dispatcher: new UndiciAgent({ connections, headersTimeout: 0, bodyTimeout: 0 }) };
}

function isNode(): boolean {
  const { process } = globalThis as { process?: { versions?: Record<string, string> } };
  const versions = process?.versions;
  return (
    versions?.["node"] !== undefined && versions["bun"] === undefined && !("Deno" in globalThis)
  );
}
