import { onAbort, type Abortable } from "../abort/on-abort.ts";
import { WaitingLine, type Waiter } from "./waiting-line.ts";

interface Waiting extends Waiter {
  readonly enter: () => void;
}

/** Lets so many through at a time, the others in order. */
export class Gate {
  readonly #limit: number;
  readonly #line = new WaitingLine<Waiting>();
  #inside = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get inside(): number {
    return this.#inside;
  }

  get waiting(): number {
    return this.#line.size;
  }

  /**
   * Every `enter()` that resolves is followed by one `leave()`.
   *
   * @throws the signal's reason
   */
  async enter(place: Waiter, signal: Abortable): Promise<void> {
    signal.throwIfAborted();
    if (this.#inside < this.#limit) {
      this.#inside += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const waiting: Waiting = {
        ...place,
        enter: () => {
          forget();
          resolve();
        },
      };
      const forget = onAbort(signal, () => {
        this.#line.leave(waiting);
        reject(signal.reason as Error);
      });
      this.#line.join(waiting);
    });
  }

  /** Whoever comes next takes the place, so that nobody can slip in between. */
  leave(): void {
    const next = this.#line.shift();
    if (next === undefined) this.#inside -= 1;
    else next.enter();
  }
}
