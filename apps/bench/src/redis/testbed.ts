import { startRedisServer } from "@sessionary/testkit/redis";
import { Redis } from "ioredis";
import { openClient, type ClientName, type OpenClient } from "./clients.ts";

/** A server in a process of its own, which dies with this one, and who talks to it. */
export interface Testbed extends OpenClient {
  readonly url: string;
  /** A connection for what is not measured. */
  readonly admin: Redis;
}

/** Does something with a server and a client, and closes both. */
export async function withRedis<Answer>(
  name: ClientName,
  work: (testbed: Testbed) => Promise<Answer>,
): Promise<Answer> {
  const server = await startRedisServer();
  const admin = new Redis(server.url);
  try {
    const client = await openClient(name, server.url);
    try {
      return await work({ ...client, url: server.url, admin });
    } finally {
      client.close();
    }
  } finally {
    admin.disconnect();
    await server.close();
  }
}
