import type { PoolLimits } from "@sessionary/core";
import type { Reply } from "./replies.ts";
import type { Server } from "./server.ts";

/** How many turns go in one call: Redis does nothing else meanwhile. */
const MAX_TURNS = 64;

/** After the pool has said that nothing is as usual, so many turns do not try it. */
const PAUSE = 100;

/** A lease that ends, or one that is wanted, or both. */
interface Turn {
  readonly fence: string;
  readonly born: string;
  readonly ask: string;
  readonly resolve: (answer: TurnAnswer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * What became of a turn: 0 for not taken, it has to go the usual way; 1 for a lease that was ended, 2 for one that was lost before; or the next lease:
 * its fence, and what is told of the session.
 */
export type TurnAnswer = 0 | 1 | 2 | Reply;

/** Leases and settles that are as most are. Those of one turn of the event loop go to Redis in one call. */
export class Turns {
  readonly #server: Server;
  readonly #isOn: boolean;
  /** Told of a lease that was granted when nobody waited for the answer any more. */
  onLate: (granted: Reply) => void = () => undefined;
  #queued: Turn[] = [];
  #skip = 0;

  constructor(server: Server, limits: PoolLimits) {
    this.#server = server;
    this.#isOn = limits.rotation === "round-robin" && limits.maxConcurrency === 1;
  }

  /** Whether a lease of that wish may go this way: one without any, or none. */
  takes(ask: string): boolean {
    if (!this.#isOn || ask.length > 1) return false;
    if (this.#skip === 0) return true;
    this.#skip -= 1;
    return false;
  }

  take(fence: string, born: string, ask: string): Promise<TurnAnswer> {
    return new Promise((resolve, reject) => {
      if (this.#queued.length === 0) process.nextTick(() => this.#send());
      this.#queued.push({ fence, born, ask, resolve, reject });
      if (this.#queued.length === MAX_TURNS) this.#send();
    });
  }

  #send(): void {
    const turns = this.#queued;
    if (turns.length === 0) return;
    this.#queued = [];
    const args: string[] = [];
    for (const { fence, born, ask } of turns) args.push(fence, born, ask);
    this.#server
      .call("turns", args, (late) => this.#late(late))
      .then(
        (reply) => this.#answer(turns, reply),
        (error: unknown) => {
          for (const { reject } of turns) reject(error);
        },
      );
  }

  #answer(turns: readonly Turn[], reply: Reply | undefined): void {
    if (reply?.[0] !== "turns") this.#skip = PAUSE;
    for (const [index, { resolve }] of turns.entries()) {
      resolve(reply?.[0] === "turns" ? (reply[index + 1] as TurnAnswer) : 0);
    }
  }

  #late(reply: Reply): void {
    for (const answer of reply) if (Array.isArray(answer)) this.onLate(answer as Reply);
  }
}
