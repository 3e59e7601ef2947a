import type { Reply } from "./replies.ts";
import type { Server } from "./server.ts";

/** How many turns go in one call: Redis does nothing else meanwhile. */
const MAX_TURNS = 8;

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
 * What became of a turn: 0 for not taken, it has to go the usual way; 1 for a lease that was ended, 2 for one that was lost before; or the next lease,
 * as other scripts tell of one.
 */
export type TurnAnswer = 0 | 1 | 2 | Reply;

/** Leases and settles that are as most are. Those of one turn of the event loop go to Redis in one call. */
export class Turns {
  readonly #server: Server;
  /** Told of a lease that was granted when nobody waited for the answer any more. */
  onLate: (granted: Reply) => void = () => undefined;
  #queued: Turn[] = [];
  #skip = 0;

  constructor(server: Server) {
    this.#server = server;
  }

  /** Whether a lease of that wish may go this way: one without any, or none. */
  takes(ask: string): boolean {
    // A pool that was lost may have been made anew with other limits.
    const { rotation, maxConcurrency } = this.#server.limits;
    if (rotation !== "round-robin" || maxConcurrency > 1 || ask.length > 1) return false;
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
    const answers = reply?.[0] === "turns" ? readTurns(reply) : [];
    for (const [index, { resolve }] of turns.entries()) resolve(answers[index] ?? 0);
  }

  #late(reply: Reply): void {
    for (const answer of readTurns(reply)) if (typeof answer === "object") this.onLate(answer);
  }
}

/** What became of each turn: a session that goes this way has no errors and no failed checks, and was leased when the script ran. */
function readTurns([, leasedAt, ...answers]: Reply): readonly TurnAnswer[] {
  return (answers as readonly TurnAnswer[]).map((answer) => {
    if (typeof answer !== "object") return answer;
    const [fence, born, version, uses, idleSince] = answer;
    return ["grant", fence, 0, [born, version, uses, 0, 0, leasedAt, idleSince]];
  });
}
