import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { AcquireOptions, PoolStats, Verdict } from "@sessionary/core";
import type {
  FromWorker,
  Order,
  Outcome,
  Report,
  ToWorker,
  WorkerSetup,
} from "../worker/protocol.ts";
import type { Referee } from "./referee.ts";

const PROGRAM = fileURLToPath(new URL("../worker/worker.ts", import.meta.url));

/** A worker in a process of its own. */
export class WorkerProcess {
  readonly name: string;
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  readonly #referee: Referee;
  readonly #outcomes = new Map<number, (outcome: Outcome) => void>();
  /** Whether a report is kept back: its sender then waits. */
  readonly #keepsBack: (report: Report) => boolean;
  #keptBack: number[] = [];
  #isKeeping = true;
  #orders = 0;
  #ready!: () => void;
  /** It takes orders. */
  readonly whenReady: Promise<void>;

  constructor(
    name: string,
    setup: WorkerSetup,
    referee: Referee,
    keepsBack: (report: Report) => boolean,
  ) {
    this.name = name;
    this.#referee = referee;
    this.#keepsBack = keepsBack;
    this.whenReady = new Promise((resolve) => (this.#ready = resolve));
    this.#child = fork(PROGRAM, [JSON.stringify(setup)], {
      execArgv: ["--import=tsx", "--conditions=@sessionary/source"],
    });
    this.#exited = once(this.#child, "exit");
    this.#child.on("message", (message: FromWorker) => this.#heard(message));
  }

  /** Answers the id of the session. */
  async acquire(lease: string, options: AcquireOptions = {}): Promise<string> {
    return (await this.order({ kind: "acquire", lease, options })) as string;
  }

  async settle(lease: string, verdict: Verdict = "ok"): Promise<void> {
    await this.order({ kind: "settle", lease, verdict });
  }

  async work(callers: number): Promise<void> {
    await this.order({ kind: "work", callers });
  }

  async rest(): Promise<void> {
    await this.order({ kind: "rest" });
  }

  async stats(): Promise<PoolStats> {
    return (await this.order({ kind: "stats" })) as PoolStats;
  }

  async close(): Promise<void> {
    await this.order({ kind: "close" });
  }

  /** @throws an error whose `code` is the one that the worker was told */
  async order(order: Order): Promise<unknown> {
    const number = ++this.#orders;
    const answered = new Promise<Outcome>((resolve) => this.#outcomes.set(number, resolve));
    this.#send({ type: "order", number, order });
    const { value, code, message } = await answered;
    if (code !== undefined) throw Object.assign(new Error(message), { code });
    return value;
  }

  /** What was kept back goes on, and what comes from now on. */
  goOn(): void {
    this.#isKeeping = false;
    for (const number of this.#keptBack) this.#send({ type: "noted", number });
    this.#keptBack = [];
  }

  /** Ends it where it is. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#exited;
    this.#referee.dead(this.name);
  }

  #heard(message: FromWorker): void {
    if (message.type === "ready") this.#ready();
    else if (message.type === "news") this.#referee.news(this.name, message.news);
    else if (message.type === "outcome") {
      this.#outcomes.get(message.number)?.(message.outcome);
      this.#outcomes.delete(message.number);
    } else {
      const { number, report } = message;
      const isKept = this.#isKeeping && this.#keepsBack(report);
      if (isKept) this.#keptBack.push(number);
      this.#referee.report(this.name, report);
      if (!isKept) this.#send({ type: "noted", number });
    }
  }

  #send(message: ToWorker): void {
    // One that was killed hears nothing.
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }
}
