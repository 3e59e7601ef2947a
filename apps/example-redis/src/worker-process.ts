import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { FromWorker, ToWorker, WorkerSettings } from "./protocol.ts";

const PROGRAM = fileURLToPath(new URL("./worker.ts", import.meta.url));

/** What becomes of a worker. */
export interface WorkerEvents {
  message(message: FromWorker): void;
  /** It has ended, and everything that it said before has been heard. `how` is a signal or an exit code. */
  ended(how: string): void;
}

/** A worker in a process of its own. */
export class WorkerProcess {
  readonly number: number;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  constructor(number: number, settings: WorkerSettings, events: WorkerEvents) {
    this.number = number;
    // What it prints goes to standard error: standard output is for the result.
    this.#child = fork(PROGRAM, [JSON.stringify(settings)], { stdio: ["ignore", 2, 2, "ipc"] });
    this.#child.on("message", (message: FromWorker) => events.message(message));
    // What it said may arrive after its end.
    const ends = [once(this.#child, "exit"), once(this.#child, "disconnect")] as const;
    this.#ended = Promise.all(ends).then(([[code, signal]]: [unknown[], unknown]) =>
      events.ended(String(signal ?? code)),
    );
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  collect(page: number): void {
    this.#tell({ kind: "collect", page });
  }

  /** Ends it where it is, without a word. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }

  /** Lets it close what it has open. Resolves when it has ended. */
  async finish(): Promise<void> {
    this.#tell({ kind: "finish" });
    await this.#ended;
  }

  #tell(message: ToWorker): void {
    // One that was killed hears nothing.
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }
}
