import type { Clock, PoolLimits } from "@sessionary/core";
import type { Connection } from "../connection/connection.ts";
import { keyOnServer } from "../connection/key-on-server.ts";
import { runScript } from "../connection/run-script.ts";
import { SCHEMA } from "../lua/layout.ts";
import { openScript, poolScripts, type CommandName, type Script } from "../lua/scripts.ts";
import { limitsText, readLimits } from "./limits-text.ts";
import { numberOf, type Reply } from "./replies.ts";

/** Where and how a pool is kept. */
export interface ServerSettings {
  readonly connection: Connection;
  readonly key: string;
  readonly worker: string;
  readonly poolTtlMs: number;
  readonly commandTimeoutMs: number;
  /** Whether this worker keeps leases for itself. */
  readonly isKeeper: boolean;
  readonly clock: Clock;
  /** Notes that the pool exists, for tools. */
  readonly register: () => Promise<void>;
  /** The time that scripts go by, for tests; without it, the server's. */
  readonly time: (() => number) | undefined;
}

interface Opened {
  readonly incarnation: string;
  readonly limits: PoolLimits;
  readonly script: (name: CommandName) => Script;
}

/** One pool in Redis: asks it by its scripts. */
export class Server {
  readonly #settings: ServerSettings;
  readonly #asked: PoolLimits;
  #opened: Opened | undefined;
  #opening: Promise<Opened> | undefined;
  /** What was known of the pool is over, and nobody was told: it could not be made anew yet. */
  #isLost = false;
  #registerAt = Number.NEGATIVE_INFINITY;
  /** Told when the pool was not there any more, and has been made anew. */
  onLost: () => void = () => undefined;

  constructor(asked: PoolLimits, settings: ServerSettings) {
    this.#asked = asked;
    this.#settings = settings;
  }

  /** The limits in force. */
  get limits(): PoolLimits {
    return this.#opened?.limits ?? this.#asked;
  }

  /** The channel of the pool: what its scripts publish to. */
  channel(): Promise<string> {
    const { connection, key } = this.#settings;
    return this.inTime(keyOnServer(connection, key));
  }

  async open(): Promise<void> {
    await this.#open();
  }

  resized(size: PoolLimits["size"]): void {
    if (this.#opened === undefined) return;
    const limits = { ...this.#opened.limits, size };
    this.#opened = { ...this.#opened, limits };
  }

  /**
   * What the pool answers; `undefined` when it was gone and had to be made anew: nothing is held, and there is nothing in it.
   *
   * @param late - told of an answer that came after its caller was told that there is none
   */
  async call(
    name: CommandName,
    args: readonly string[],
    late?: (reply: Reply) => void,
  ): Promise<Reply | undefined> {
    const opened = this.#opened ?? (await this.#open());
    const { worker } = this.#settings;
    this.#register();
    const reply = await this.#run(
      opened.script(name),
      [opened.incarnation, worker, this.#now(), ...args],
      late,
    );
    if (reply[0] !== "gone") return reply;
    // A new size makes it another object.
    if (this.#opened?.incarnation === opened.incarnation) {
      this.#opened = undefined;
      this.#isLost = true;
      await this.#open();
    } else await this.#opening;
    return undefined;
  }

  /** The same, asked once more where the pool had to be made anew. */
  async ask(
    name: CommandName,
    args: readonly string[],
    late?: (reply: Reply) => void,
  ): Promise<Reply> {
    for (let attempt = 1; attempt <= 3; attempt++) {
      const reply = await this.call(name, args, late);
      if (reply !== undefined) return reply;
    }
    throw new Error(
      `the pool ${this.#settings.key} is lost as soon as it is made: is Redis evicting keys?`,
    );
  }

  /** This worker has closed the pool. One that is gone is not made anew for that. */
  async leave(): Promise<void> {
    const { worker, isKeeper } = this.#settings;
    if (this.#opened === undefined) return;
    const { incarnation, script } = this.#opened;
    await this.#run(script("leave"), [incarnation, worker, this.#now(), isKeeper ? "1" : "0"]);
  }

  #open(): Promise<Opened> {
    this.#opening ??= this.#start().finally(() => (this.#opening = undefined));
    return this.#opening;
  }

  async #start(): Promise<Opened> {
    const { poolTtlMs, worker, isKeeper } = this.#settings;
    const { min, max } = this.#asked.size;
    this.#registerAt = Number.NEGATIVE_INFINITY;
    this.#register();
    const reply = await this.#run(openScript(this.#asked, poolTtlMs), [
      "",
      worker,
      this.#now(),
      limitsText(this.#asked),
      String(min),
      String(max),
      isKeeper ? "1" : "0",
    ]);
    const stored = readLimits(reply[2] as string);
    const limits = { ...stored, size: { min: numberOf(reply[3]), max: numberOf(reply[4]) } };
    this.#opened = {
      incarnation: reply[1] as string,
      limits,
      script: poolScripts(limits, poolTtlMs),
    };
    if (this.#isLost) {
      this.#isLost = false;
      this.onLost();
    }
    return this.#opened;
  }

  /** Now and then, and beside what is asked: nothing waits for it. */
  #register(): void {
    const { clock, poolTtlMs, register } = this.#settings;
    const now = clock.now();
    if (now < this.#registerAt) return;
    this.#registerAt = now + poolTtlMs / 8;
    register().catch(() => {
      // Pools work without it. The next command tries again.
      this.#registerAt = Number.NEGATIVE_INFINITY;
    });
  }

  async #run(
    script: Script,
    args: readonly string[],
    late?: (reply: Reply) => void,
  ): Promise<Reply> {
    const { connection, key } = this.#settings;
    const reply = await this.inTime(
      runScript(connection, script, key, args) as Promise<Reply>,
      late,
    );
    if (reply[0] === "schema") throw this.#wrongSchema(numberOf(reply[1]));
    return reply;
  }

  #wrongSchema(stored: number): Error {
    const { key } = this.#settings;
    const advice =
      stored > SCHEMA
        ? "update this worker"
        : "let the older workers finish, or remove it with `purge`";
    return new Error(
      `the pool ${key} is stored by schema ${stored}, this worker knows schema ${SCHEMA}: ${advice}`,
    );
  }

  /** The answer, if it comes within `commandTimeoutMs`. */
  inTime<Answer>(answer: Promise<Answer>, late?: (answer: Answer) => void): Promise<Answer> {
    const { clock, commandTimeoutMs } = this.#settings;
    if (commandTimeoutMs === Number.POSITIVE_INFINITY) return answer;
    return new Promise((resolve, reject) => {
      let isOver = false;
      const timer = clock.setTimeout(() => {
        isOver = true;
        reject(new Error(`no answer from Redis within ${commandTimeoutMs} ms`));
      }, commandTimeoutMs);
      answer.then(
        (reply) => {
          if (isOver) return late?.(reply);
          clock.clearTimeout(timer);
          resolve(reply);
        },
        (error: unknown) => {
          clock.clearTimeout(timer);
          reject(error);
        },
      );
    });
  }

  #now(): string {
    const { time } = this.#settings;
    return time === undefined ? "" : String(time());
  }
}
