import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

import { RedisServerError } from "../redis-server-error.ts";
import type { Transcript } from "./transcript.ts";

/** One process of a server, from its start to its end. */
export class ServerProcess {
  readonly pid: number;
  readonly #transcript: Transcript;
  readonly #exited: Promise<unknown>;
  /** How it ended. It fulfils when all that it printed has arrived, after `#exited`. */
  readonly #closed: Promise<string>;
  #isRunning = true;

  private constructor(child: ChildProcess, pid: number, transcript: Transcript) {
    this.pid = pid;
    this.#transcript = transcript;
    this.#exited = once(child, "exit").then(() => (this.#isRunning = false));
    this.#closed = once(child, "close").then(
      ([code, signal]: (number | string | null)[]) => signal?.toString() ?? `status ${code}`,
    );
  }

  /**
   * Starts the program.
   *
   * @throws {Error} the system's, when it cannot be started
   */
  static async spawn(
    program: string,
    args: readonly string[],
    cwd: string,
    transcript: Transcript,
  ): Promise<ServerProcess> {
    // A process group of its own: signals reach the children that it forks for its snapshots too, and Ctrl-C reaches it through us.
    const child = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "pipe"], detached: true });
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => transcript.add(line));
    }
    const { pid } = child;
    if (pid === undefined) {
      const [error] = (await once(child, "error")) as [Error];
      throw error;
    }
    return new ServerProcess(child, pid, transcript);
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /**
   * Resolves when it prints a line with this text.
   *
   * @throws {RedisServerError} `ERR_REDIS_SERVER_EXITED` when it ends before, with what it printed
   */
  async whenPrinted(text: string): Promise<void> {
    const watch = this.#transcript.watch(text);
    const ended = this.#closed.then((how) => {
      throw new RedisServerError(
        "ERR_REDIS_SERVER_EXITED",
        `the server ended (${how}) before it printed "${text}". It printed:\n${this.#transcript.text}`,
      );
    });
    try {
      await Promise.race([watch.printed, ended]);
    } finally {
      watch.end();
      ended.catch(() => undefined); // nobody waits for it any more
    }
  }

  /** Sends it the signal, if it runs. */
  signal(signal: "SIGKILL" | "SIGTERM" | "SIGSTOP" | "SIGCONT"): void {
    // When it is asked to end, it sees to its children itself.
    if (this.#isRunning) process.kill(signal === "SIGTERM" ? this.pid : -this.pid, signal);
  }

  /** Resolves when it has ended. */
  async whenExited(): Promise<void> {
    await this.#exited;
  }
}
