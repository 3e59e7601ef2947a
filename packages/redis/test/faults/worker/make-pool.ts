import { createSessionPool, type PoolEventName, type SessionPool } from "@sessionary/core";
import { Redis } from "ioredis";
import { createClient } from "redis";
import type { RedisClient } from "../../../src/connection/connect.ts";
import { redisStore } from "../../../src/index.ts";
import type { WorkerSetup } from "./protocol.ts";
import { report, tell } from "./reports.ts";

/** What a session of these tests holds. */
export interface Token {
  token: string;
}

const HOST = "127.0.0.1";
const TOLD: readonly PoolEventName[] = [
  "session:ready",
  "session:retired",
  "lease:lost",
  "pool:store-failed",
  "waiter:queued",
];

/** The pool as a worker has it: every init, and every end of a session, is told. */
export async function makePool(setup: WorkerSetup): Promise<SessionPool<Token>> {
  const { size, leaseTimeoutMs, commandTimeoutMs, localLeaseMs, acquireTimeoutMs } = setup;
  const client = await makeClient(setup);
  const pool = createSessionPool<Token>({
    name: "shared",
    size,
    leaseTimeoutMs,
    acquireTimeoutMs,
    store: redisStore(client, { commandTimeoutMs, localLeaseMs }),
    init: async ({ id, slot }) => {
      await report({ kind: "init", session: id, slot });
      return { token: `token of ${id}` };
    },
    close: ({ id }) => tell({ kind: "closed", session: id }),
  });
  for (const name of TOLD) {
    pool.on(name, (event) =>
      tell({ kind: "event", name, id: "id" in event ? event.id : undefined }),
    );
  }
  return pool;
}

/** The server comes and goes: what a client says of that is nothing new. */
function heedless(): void {}

async function makeClient({ client, port, listenPort }: WorkerSetup): Promise<RedisClient> {
  if (client === "ioredis") return makeIoredis(port, listenPort);
  const made = createClient({ socket: { host: HOST, port } });
  made.on("error", heedless);
  await made.connect();
  return made;
}

let listening: Redis | undefined;

/** The connection for messages may go another way. */
function makeIoredis(port: number, listenPort = port): Redis {
  const made = new Redis({ host: HOST, port }).on("error", heedless);
  const duplicate = (override: object): Redis => {
    listening = new Redis({ host: HOST, port: listenPort, ...override });
    listening.on("ready", () => tell({ kind: "heard", text: "ready" }));
    listening.on("message", (_channel, text) => tell({ kind: "heard", text }));
    return listening;
  };
  return Object.assign(made, { duplicate });
}

export function listenAt(port: number): void {
  if (listening !== undefined) listening.options.port = port;
}
