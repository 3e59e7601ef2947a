import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { findFreePort, HOST } from "../ports.ts";
import { RedisServerError } from "../redis-server-error.ts";
import type { Launch } from "./launch.ts";
import type { RedisServer } from "./redis-server.ts";
import { ServerProcess } from "./server-process.ts";
import { Transcript } from "./transcript.ts";
import { Watchdog } from "./watchdog.ts";

/** A server in a process of its own, started as a launch says. */
export class RunningServer implements RedisServer {
  readonly host: string = HOST;
  readonly dir: string;
  readonly #launch: Launch;
  readonly #watchdog: Watchdog;
  readonly #transcript = new Transcript();
  #port: number;
  #process: ServerProcess | undefined;
  #closing: Promise<void> | undefined;

  private constructor(launch: Launch, dir: string, port: number) {
    this.#launch = launch;
    this.dir = dir;
    this.#port = port;
    this.#watchdog = new Watchdog(launch.dir === undefined ? dir : undefined);
  }

  static async start(launch: Launch): Promise<RunningServer> {
    const dir = launch.dir === undefined ? await ownFolder() : resolve(launch.dir);
    if (launch.dir !== undefined) await mkdir(dir, { recursive: true });
    const server = new RunningServer(launch, dir, launch.port ?? 0);
    try {
      await server.#startFirst();
    } catch (error) {
      await server.close();
      throw error;
    }
    return server;
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `redis://${this.host}:${this.port}`;
  }

  get pid(): number | undefined {
    return this.#process?.isRunning ? this.#process.pid : undefined;
  }

  get output(): string {
    return this.#transcript.text;
  }

  /** Resolves when it prints a line with this text, from now on. */
  async whenPrinted(text: string): Promise<void> {
    await this.#running().whenPrinted(text);
  }

  async restart(): Promise<void> {
    this.#refuseClosed();
    await this.kill("SIGTERM");
    this.#refuseClosed();
    await this.#start();
  }

  async kill(signal: "SIGKILL" | "SIGTERM" = "SIGKILL"): Promise<void> {
    const process = this.#process;
    if (process === undefined) return;
    process.signal(signal);
    if (signal === "SIGTERM") process.signal("SIGCONT");
    await process.whenExited();
    if (this.#process === process) this.#watchdog.guard(undefined);
  }

  pause(): void {
    this.#running().signal("SIGSTOP");
  }

  resume(): void {
    this.#running().signal("SIGCONT");
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    await this.kill();
    if (this.#launch.dir === undefined) await rm(this.dir, { recursive: true, force: true });
    await this.#watchdog.end();
  }

  /** Chooses a port, where none was given. */
  async #startFirst(): Promise<void> {
    const { port, distances } = this.#launch;
    for (;;) {
      this.#port = port ?? (await findFreePort(distances));
      await this.#launch.prepare(this.dir, this.#port);
      try {
        await this.#start();
        return;
      } catch (error) {
        // Between our look and its start somebody else can take the port: then another one will do.
        const isPortLost = this.output.includes("Address already in use");
        if (port !== undefined || !isPortLost) throw error;
        this.#transcript.clear();
      }
    }
  }

  async #start(): Promise<void> {
    const { program, readyText } = this.#launch;
    const args = this.#launch.args(this.#port);
    const process = await ServerProcess.spawn(program, args, this.dir, this.#transcript);
    this.#process = process;
    this.#watchdog.guard(process.pid);
    await process.whenPrinted(readyText);
  }

  #running(): ServerProcess {
    if (this.#process?.isRunning) return this.#process;
    throw new RedisServerError("ERR_REDIS_SERVER_CLOSED", `the server at ${this.url} does not run`);
  }

  #refuseClosed(): void {
    if (this.#closing === undefined) return;
    throw new RedisServerError("ERR_REDIS_SERVER_CLOSED", `the server at ${this.url} is closed`);
  }
}

function ownFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "sessionary-redis-"));
}
