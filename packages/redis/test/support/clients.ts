import type { RedisCluster, RedisSentinel } from "@sessionary/testkit/redis";
import { Cluster, Redis } from "ioredis";
import { createClient, createCluster, createSentinel } from "redis";
import { onTestFinished } from "vitest";
import type { RedisClient } from "../../src/connection/connect.ts";

/** Where a server is, or a proxy in front of it. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** What a client has in common with those of its kind: its name, and how to make one. It is closed when the test is over. */
export type ClientOf<Servers> = readonly [
  name: string,
  create: (servers: Servers, options?: ClientOptions) => Promise<RedisClient>,
];

export interface ClientOptions {
  /** What the client puts before keys by itself. @default "" */
  readonly keyPrefix?: string;
}

/** Clients of one server. */
export const standaloneClients: readonly ClientOf<Address>[] = [
  [
    "ioredis",
    async ({ host, port }, { keyPrefix = "" } = {}) =>
      ioredis(new Redis({ host, port, keyPrefix })),
  ],
  [
    "node-redis",
    ({ host, port }, { keyPrefix = "" } = {}) =>
      nodeRedis(createClient({ socket: { host, port }, keyPrefix })),
  ],
];

/** Clients that ask sentinels for the master. */
export const sentinelClients: readonly ClientOf<RedisSentinel>[] = [
  [
    "ioredis",
    async ({ name, sentinels }, { keyPrefix = "" } = {}) =>
      ioredis(new Redis({ name, sentinels: sentinels.map(addressOf), keyPrefix })),
  ],
  [
    "node-redis",
    ({ name, sentinels }, { keyPrefix = "" } = {}) =>
      nodeRedis(createSentinel({ name, sentinelRootNodes: sentinels.map(addressOf), keyPrefix })),
  ],
];

/** Clients of a cluster. */
export const clusterClients: readonly ClientOf<RedisCluster>[] = [
  [
    "ioredis",
    async ({ nodes }, { keyPrefix = "" } = {}) =>
      ioredis(new Cluster(nodes.map(addressOf), { keyPrefix })),
  ],
  [
    "node-redis",
    ({ nodes }, { keyPrefix = "" } = {}) =>
      nodeRedis(createCluster({ rootNodes: nodes.map(({ url }) => ({ url })), keyPrefix })),
  ],
];

function addressOf({ host, port }: Address): { host: string; port: number } {
  return { host, port };
}

/** Tests take servers away on purpose: commands say so by rejecting, and what a client emits besides would end the process. */
function heedless(): void {}

function ioredis<Client extends Redis | Cluster>(client: Client): Client {
  client.on("error", heedless);
  onTestFinished(() => client.disconnect());
  return client;
}

interface NodeRedis {
  readonly isOpen: boolean;
  connect(): Promise<unknown>;
  destroy(): unknown;
  on(event: "error", listener: () => void): unknown;
}

async function nodeRedis<Client extends NodeRedis>(client: Client): Promise<Client> {
  client.on("error", heedless);
  onTestFinished(async () => {
    if (client.isOpen) await client.destroy();
  });
  await client.connect();
  return client;
}
