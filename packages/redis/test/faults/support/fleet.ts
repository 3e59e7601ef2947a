import { join } from "node:path";
import type { PoolStore, Session } from "@sessionary/core";
import {
  createTcpProxy,
  startRedisServer,
  type RedisServer,
  type TcpProxy,
} from "@sessionary/testkit/redis";
import { Redis } from "ioredis";
import { onTestFailed, onTestFinished } from "vitest";
import { openPool } from "../../support/pools.ts";
import type { Token } from "../worker/make-pool.ts";
import type { Report, WorkerSetup } from "../worker/protocol.ts";
import { Referee } from "./referee.ts";
import { WorkerProcess } from "./worker-process.ts";

/** How a fleet differs from the usual one. */
export interface FleetOptions {
  /** @default 3 */
  readonly size?: number;
  /** @default 1_500 */
  readonly leaseTimeoutMs?: number;
  /** @default 0 */
  readonly localLeaseMs?: number;
  /** @default 1_000 */
  readonly commandTimeoutMs?: number;
  /** @default "ioredis" */
  readonly client?: WorkerSetup["client"];
  /** Arguments of the server. */
  readonly args?: readonly string[];
}

/** How one worker differs from the others. */
export interface WorkerOptions extends Partial<WorkerSetup> {
  /** Reports that are not taken note of until it may go on. */
  readonly keepBack?: (report: Report) => boolean;
}

/** A server, workers that share a pool on it, and a referee who sees what they do. */
export class Fleet {
  readonly server: RedisServer;
  readonly referee: Referee = new Referee();
  readonly #setup: WorkerSetup;
  #workers = 0;

  private constructor(server: RedisServer, setup: WorkerSetup) {
    this.server = server;
    this.#setup = setup;
  }

  /** Everything is ended when the test is over. */
  static async start(options: FleetOptions = {}): Promise<Fleet> {
    const { args = [] } = options;
    const server = await startRedisServer({ args });
    onTestFinished(() => server.close());
    const {
      size = 3,
      leaseTimeoutMs = 1_500,
      localLeaseMs = 0,
      commandTimeoutMs = 1_000,
    } = options;
    const fleet = new Fleet(server, {
      port: server.port,
      listenPort: undefined,
      client: options.client ?? "ioredis",
      size,
      leaseTimeoutMs,
      localLeaseMs,
      commandTimeoutMs,
      acquireTimeoutMs: 60_000,
    });
    onTestFailed(() => console.error(fleet.referee.summary()));
    return fleet;
  }

  get size(): number {
    return this.#setup.size;
  }

  async worker({ keepBack = () => false, ...setup }: WorkerOptions = {}): Promise<WorkerProcess> {
    const name = String.fromCharCode(65 + this.#workers++);
    const worker = new WorkerProcess(name, { ...this.#setup, ...setup }, this.referee, keepBack);
    onTestFinished(() => worker.kill());
    await worker.whenReady;
    return worker;
  }

  pair(options?: WorkerOptions): Promise<[WorkerProcess, WorkerProcess]> {
    return Promise.all([this.worker(options), this.worker(options)]);
  }

  /** A network in front of the server. */
  async proxy(): Promise<TcpProxy> {
    const proxy = await createTcpProxy({ port: this.server.port });
    onTestFinished(() => proxy.close());
    return proxy;
  }

  /** A file that is not there yet. */
  file(name: string): string {
    return join(this.server.dir, name);
  }

  /** How many scripts the server was asked to run. */
  async scripts(): Promise<number> {
    const client = await this.client();
    const stats = await client.info("commandstats");
    return Number(/cmdstat_evalsha:calls=(\d+)/.exec(stats)?.[1] ?? 0);
  }

  /** A connection for the test itself. */
  async client(): Promise<Redis> {
    const client = new Redis(this.server.port, this.server.host);
    client.on("error", () => undefined);
    onTestFinished(() => client.disconnect());
    return client;
  }

  /** Opens the pool as one worker more, which only looks. */
  async look(): Promise<PoolStore<Token>> {
    const { size, leaseTimeoutMs } = this.#setup;
    const limits = { size: { min: size, max: size }, leaseTimeoutMs };
    const pool = await openPool<Token>(await this.client(), { name: "shared", limits });
    onTestFinished(async () => void (await pool.close()));
    return pool;
  }

  /** The sessions that Redis has now. */
  async sessions(): Promise<readonly Session<Token>[]> {
    const pool = await this.look();
    const sessions = await pool.list();
    await pool.close();
    return sessions;
  }

  /** Each worker has used so many sessions more. */
  async usedAgain(workers: readonly WorkerProcess[], times = 10): Promise<void> {
    const before = workers.map(({ name }) => this.referee.usesOf(name));
    await this.referee.when(() =>
      workers.every(({ name }, index) => this.referee.usesOf(name) >= (before[index] ?? 0) + times),
    );
  }

  /** What must never be: a session with two holders, a slot of the full pool without its one session. */
  async faults(): Promise<readonly string[]> {
    const slots = (await this.sessions()).map(({ slot }) => slot).toSorted((a, b) => a - b);
    const wanted = Array.from({ length: this.size }, (_, slot) => slot);
    const isFull = slots.join() === wanted.join();
    return [...this.referee.overlaps, ...(isFull ? [] : [`slots ${slots.join()}`])];
  }
}
