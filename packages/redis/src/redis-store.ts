import { randomInt } from "node:crypto";
import type { PoolLimits, PoolStore, SessionStore, StoreContext } from "@sessionary/core";
import { connect, type RedisClient } from "./connection/connect.ts";
import { createKeyring } from "./encryption/create-keyring.ts";
import { register } from "./inspect/registry.ts";
import { poolKey } from "./key.ts";
import { resolveOptions, type RedisStoreOptions } from "./options.ts";
import { Attention } from "./pool/attention.ts";
import { KnownSessions } from "./pool/known-sessions.ts";
import { LocalLeases } from "./pool/local-leases.ts";
import { Messages } from "./pool/messages.ts";
import { RedisPool } from "./pool/redis-pool.ts";
import { Server } from "./pool/server.ts";
import { StateText } from "./pool/state-text.ts";
import { Turns } from "./pool/turns.ts";
import { orUntil, sleep } from "./pool/or-until.ts";

/**
 * Keeps sessions in Redis or Valkey: processes and machines that open a pool of the same name share its sessions, each used by as many at a time as
 * `maxConcurrency` allows, whoever crashes. The client stays yours: close it after the pools. The store opens one connection more, for messages.
 *
 * @param client - of ioredis (`Redis`, `Cluster`) or node-redis (`createClient`, `createCluster`, `createSentinel`)
 * @throws `ERR_INVALID_OPTION` naming the option, what was expected and what came
 * @example
 * ```ts
 * import { createSessionFetch } from "@sessionary/fetch";
 * import { redisStore } from "@sessionary/redis";
 * import { Redis } from "ioredis";
 *
 * const redis = new Redis("redis://127.0.0.1:6379");
 * const fetch = createSessionFetch({ store: redisStore(redis), pool: { size: 64 } });
 * const response = await fetch("https://shop.example/p/1");
 * console.log(response.status);
 * await fetch.sessions.close();
 * await redis.quit();
 * ```
 */
export function redisStore(client: RedisClient, options: RedisStoreOptions = {}): SessionStore {
  return createRedisStore(client, options, undefined);
}

/** The store, with a clock in place of the server's for tests. */
export function createRedisStore(
  client: RedisClient,
  options: RedisStoreOptions,
  time: (() => number) | undefined,
): SessionStore {
  const { prefix, poolTtlMs, commandTimeoutMs, localLeaseMs } = resolveOptions(options);
  const connection = connect("redisStore", client);
  const cipher = options.encryption && createKeyring(options.encryption.keys);
  const messages = new Messages(connection);
  const elapsed = time ?? ((): number => performance.now());

  return {
    async open<State>(
      name: string,
      limits: PoolLimits,
      { clock, codec }: StoreContext<State>,
    ): Promise<PoolStore<State>> {
      const key = poolKey(prefix, name);
      const worker = String(randomInt(2 ** 48 - 1));
      const isKeeper = localLeaseMs > 0;
      const server = new Server(limits, {
        connection,
        key,
        worker,
        poolTtlMs,
        commandTimeoutMs,
        isKeeper,
        clock,
        register: () => register(connection, { prefix, name, poolTtlMs }),
        time,
      });
      const channel = await server.channel();
      const attention = new Attention({ server, messages, channel, worker, clock });
      try {
        await server.inTime(attention.open());
        await server.open();
      } catch (error) {
        await attention.close();
        throw error;
      }
      const states = new StateText(codec, cipher, name);
      return new RedisPool<State>({
        server,
        states,
        sessions: new KnownSessions<State>(server, states, elapsed),
        turns: new Turns(server),
        attention,
        local: new LocalLeases<State>({
          keepMs: () => keptFor(localLeaseMs, server.limits),
          clock,
          elapsed,
        }),
        elapsed,
        until: (promise, at) => orUntil(promise, at - elapsed(), clock),
        sleepUntil: (at) => sleep(at - elapsed(), clock),
      });
    },
  };
}

/** Leases are renewed every third of their time-out: what is kept no longer than half of it is never overdue. */
function keptFor(localLeaseMs: number, limits: PoolLimits): number {
  const isCounted = limits.maxUses < Number.POSITIVE_INFINITY;
  const isOrdered = limits.rotation === "least-used" || limits.rotation === "ranked";
  if (isCounted || isOrdered || limits.maxConcurrency > 1) return 0;
  return Math.min(localLeaseMs, limits.leaseTimeoutMs / 2);
}
