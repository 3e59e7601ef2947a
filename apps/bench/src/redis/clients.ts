import type { RedisClient } from "@sessionary/redis";
import { Redis } from "ioredis";
import { createClient } from "redis";

/** The clients that users bring. */
export type ClientName = "ioredis" | "node-redis";

/** A client that is connected, and what it sends when nobody stands between. */
export interface OpenClient {
  readonly client: RedisClient;
  readonly evalSha: (sha: string, keys: string[], args: string[]) => Promise<unknown>;
  readonly close: () => void;
}

export async function openClient(name: ClientName, url: string): Promise<OpenClient> {
  if (name === "ioredis") {
    const client = new Redis(url);
    return {
      client,
      evalSha: (sha, keys, args) => client.evalsha(sha, keys.length, ...keys, ...args),
      close: () => client.disconnect(),
    };
  }
  const client = createClient({ url });
  // An `error` without a listener ends the process, and so would this: commands say the same by rejecting.
  client.on("error", () => undefined);
  await client.connect();
  return {
    client,
    evalSha: (sha, keys, args) => client.evalSha(sha, { keys, arguments: args }),
    close: () => client.destroy(),
  };
}
