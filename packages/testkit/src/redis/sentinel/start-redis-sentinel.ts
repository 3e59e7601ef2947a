import { checkGroup, checkInteger, checkText } from "../../site/check-option.ts";
import { requireRedisServer } from "../find-redis-server.ts";
import { plainLaunch } from "../server/launch.ts";
import { checkServerArgs } from "../server/resolve-options.ts";
import { RunningServer } from "../server/running-server.ts";
import { closeAll, startAll } from "../server/start-all.ts";
import { whenSaid } from "../server/when-said.ts";
import type { RedisSentinel, RedisSentinelOptions } from "./redis-sentinel.ts";
import { sentinelLaunch } from "./sentinel-launch.ts";

const OWNER = "RedisSentinel";
const KNOWN = { name: true, sentinels: true, downAfterMs: true, args: true } as const;

type Settings = Required<RedisSentinelOptions> & { readonly program: string };

/**
 * Starts a real master, a replica of it, and sentinels that watch both, on free ports of 127.0.0.1. Resolves when the replica is in step and the
 * sentinels know everybody.
 *
 * @throws SessionaryError `ERR_INVALID_OPTION`: an unknown key, a wrong type, a value out of range, an argument that is set already
 * @throws RedisServerError `ERR_NO_REDIS_SERVER`, `ERR_REDIS_SERVER_EXITED`, as `startRedisServer`
 * @example
 * ```ts
 * import { startRedisSentinel } from "@sessionary/testkit/redis";
 *
 * await using redis = await startRedisSentinel();
 * const failedOver = redis.whenFailedOver();
 * await redis.master.kill();
 * await failedOver; // the sentinels name the replica now
 * ```
 */
export async function startRedisSentinel(options?: RedisSentinelOptions): Promise<RedisSentinel> {
  const settings = resolveOptions(options);
  const started: RunningServer[] = [];
  const close = (): Promise<void> => closeAll(started.toReversed());
  try {
    const { master, replica } = await startPair(settings, started);
    const sentinels = await startSentinels(settings, { master, replica }, started);
    const text = `+switch-master ${settings.name}`;
    const whenFailedOver = async (): Promise<void> => {
      await Promise.all(sentinels.map((sentinel) => sentinel.whenPrinted(text)));
    };
    const { name } = settings;
    return {
      name,
      master,
      replica,
      sentinels,
      whenFailedOver,
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function resolveOptions(options: RedisSentinelOptions | undefined): Settings {
  const place = (option: string): { owner: string; option: string } => ({ owner: OWNER, option });
  const given = checkGroup<RedisSentinelOptions>(place("options"), options, KNOWN);
  const max = Number.MAX_SAFE_INTEGER;
  return {
    name: checkText(
      place("name"),
      given.name ?? "mymaster",
      /^[\w.-]+$/,
      "a name of [A-Za-z0-9._-]",
    ),
    sentinels: checkInteger(place("sentinels"), given.sentinels ?? 1, [1, 5]),
    downAfterMs: checkInteger(place("downAfterMs"), given.downAfterMs ?? 1_000, [1, max]),
    args: checkServerArgs(OWNER, given.args),
    program: requireRedisServer(),
  };
}

type Pair = Readonly<Record<"master" | "replica", RunningServer>>;

/** The replica is in step before a sentinel asks the master about it: it asks but every ten seconds. */
async function startPair({ program, args }: Settings, started: RunningServer[]): Promise<Pair> {
  const atOnce = ["--repl-diskless-sync-delay", "0"];
  const master = await RunningServer.start(plainLaunch({ program, args: [...atOnce, ...args] }));
  started.push(master);
  const follow = ["--replicaof", master.host, String(master.port)];
  const replica = await RunningServer.start(
    plainLaunch({ program, args: [...atOnce, ...follow, ...args] }),
  );
  started.push(replica);
  await whenSaid(replica, {
    command: ["INFO", "replication"],
    reply: "master_link_status:up",
    text: "sync: Finished with success",
  });
  return { master, replica };
}

async function startSentinels(
  { program, name, downAfterMs, sentinels: count }: Settings,
  { master, replica }: Pair,
  started: RunningServer[],
): Promise<readonly RunningServer[]> {
  const quorum = Math.floor(count / 2) + 1;
  const launch = sentinelLaunch({ program, name, master, quorum, downAfterMs });
  const sentinels = await startAll(Array.from({ length: count }, () => launch));
  started.push(...sentinels);
  const known = sentinels.flatMap((sentinel) => [
    whenKnown(sentinel, "REPLICAS", replica, name),
    ...sentinels
      .filter((other) => other !== sentinel)
      .map((other) => whenKnown(sentinel, "SENTINELS", other, name)),
  ]);
  await Promise.all(known);
  return sentinels;
}

/** Resolves when the sentinel knows that server. */
function whenKnown(
  sentinel: RunningServer,
  kind: "REPLICAS" | "SENTINELS",
  { host, port }: RunningServer,
  name: string,
): Promise<void> {
  const command = ["SENTINEL", kind, name];
  return whenSaid(sentinel, { command, reply: `"${port}"`, text: `${host} ${port} @ ${name}` });
}
