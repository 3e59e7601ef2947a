import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const WORKER = fileURLToPath(new URL("fleet-worker.ts", import.meta.url));

/** What a worker is to do. */
export interface Shift {
  /** Lease by `pool.use`, or send a bare EVALSHA of the baseline. */
  readonly what: "lease" | "evalsha";
  readonly callers: number;
  readonly ms: number;
}

/** What it has done. */
export interface Done {
  readonly aSecond: number;
}

/** Worker processes with one pool between them. They end with this process, however that ends. */
export class Fleet {
  readonly #workers: readonly ChildProcess[];

  private constructor(workers: readonly ChildProcess[]) {
    this.#workers = workers;
  }

  /** Resolves when all are there and the pool is full. */
  static async start(workers: number, url: string, size: number): Promise<Fleet> {
    const children = Array.from({ length: workers }, () =>
      fork(WORKER, [url, String(size)], { execArgv: ["--import", "tsx"] }),
    );
    const fleet = new Fleet(children);
    try {
      await Promise.all(children.map((child) => answerOf(child)));
    } catch (error) {
      await fleet.stop();
      throw error;
    }
    return fleet;
  }

  /** What the first so many do together, each in a second; the others rest. */
  async work(workers: number, shift: Shift): Promise<readonly number[]> {
    const busy = this.#workers.slice(0, workers);
    const done = busy.map((child) => answerOf<Done>(child));
    for (const child of busy) child.send(shift);
    return (await Promise.all(done)).map(({ aSecond }) => aSecond);
  }

  /** Resolves when all have ended. */
  async stop(): Promise<void> {
    const running = this.#workers.filter(
      ({ exitCode, signalCode }) => exitCode === null && signalCode === null,
    );
    const ended = running.map((child) => once(child, "exit"));
    for (const child of running) if (child.connected) child.disconnect();
    await Promise.all(ended);
  }
}

/** @throws when it ends before it answers */
function answerOf<Answer>(child: ChildProcess): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void =>
      reject(new Error(`a worker of the fleet ended with exit code ${code}`));
    child.once("exit", ended);
    child.once("message", (answer) => {
      child.off("exit", ended);
      resolve(answer as Answer);
    });
  });
}
