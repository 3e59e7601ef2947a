import type { Clock } from "@sessionary/core";
import { TURN_MS } from "../lua/words.ts";
import { Alarm } from "./alarm.ts";
import type { Messages, PoolMessages } from "./messages.ts";
import type { Server } from "./server.ts";

/** Whom messages concern beside those who wait. */
export interface AttentionHost {
  gone(born: string): void;
  missed(): void;
  share(): void;
}

/** What attention runs on. */
export interface AttentionParts {
  readonly server: Server;
  readonly messages: Messages;
  readonly channel: string;
  readonly worker: string;
  readonly clock: Clock;
}

/**
 * When those who wait are to ask again: when another worker has freed or built a session, when a lease may have timed out, or when messages may have been
 * missed. Nothing is asked in between.
 */
export class Attention implements PoolMessages {
  readonly #parts: AttentionParts;
  readonly #listeners = new Set<() => void>();
  readonly #again: Alarm;
  readonly #rouse: Alarm;
  #host: AttentionHost | undefined;
  /** Whether anything was asked since those who wait were told: the answer may be a refusal, and be on its way. */
  #isWaiting = false;
  #hasAsked = false;
  #ping: "none" | "sent" | "heard" | "repairing" = "none";
  #isClosed = false;

  constructor(parts: AttentionParts) {
    this.#parts = parts;
    this.#again = new Alarm(parts.clock, () => this.#askAgain());
    this.#rouse = new Alarm(parts.clock, () => this.#call("rouse"));
  }

  attach(host: AttentionHost): void {
    this.#host = host;
  }

  async open(): Promise<void> {
    const { messages, channel, worker } = this.#parts;
    await messages.listen(channel, worker, this);
  }

  async close(): Promise<void> {
    const { messages, channel, worker } = this.#parts;
    this.#isClosed = true;
    this.#again.clear();
    this.#rouse.clear();
    await messages.stop(channel, worker, this);
  }

  watch(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Tells those who wait to ask. */
  wake(): void {
    if (this.#isClosed) return;
    this.#isWaiting = false;
    for (const listener of this.#listeners) listener();
  }

  asking(): void {
    this.#hasAsked = true;
    this.#isWaiting = true;
  }

  /** `woke` says whether the script has woken a worker: should it not come, the next one is to. */
  answered(woke: unknown): void {
    if (woke === "1" && !this.#isClosed) this.#rouse.set(TURN_MS);
  }

  /** @param againMs - when the next lease may time out */
  refused(againMs: number): void {
    this.#isWaiting = true;
    if (!this.#isClosed) this.#again.set(Math.max(1, againMs));
  }

  /** A script that pings this worker is about to be sent: what became of the ping before? */
  pinging(): void {
    if (this.#ping !== "sent") return;
    // The next one may go while the connection is made anew: that it is not heard means nothing.
    this.#ping = "repairing";
    // Should it fail, the next ping tells.
    this.#parts.messages.repair().catch(() => undefined);
  }

  pinged(): void {
    if (this.#ping === "none") this.#ping = "sent";
    else if (this.#ping !== "sent") this.#ping = "none";
  }

  heard(): void {
    this.#ping = this.#ping === "sent" ? "none" : "heard";
  }

  woken(): void {
    this.#hasAsked = false;
    this.wake();
    // Listeners ask a moment later, if anybody still waits.
    const { clock } = this.#parts;
    clock.setTimeout(() => {
      if (!this.#hasAsked) this.#call("pass");
    }, 0);
  }

  gone(born: string): void {
    this.#host?.gone(born);
    if (this.#isWaiting) this.wake();
  }

  share(): void {
    this.#host?.share();
  }

  resized(min: number, max: number): void {
    this.#parts.server.resized({ min, max });
    // What is kept may be too much.
    this.#host?.share();
    this.wake();
  }

  missed(): void {
    this.#host?.missed();
  }

  #askAgain(): void {
    this.#call("rouse");
    this.wake();
  }

  #call(command: "rouse" | "pass"): void {
    if (this.#isClosed) return;
    if (command === "rouse") this.pinging();
    this.#parts.server.call(command, []).then(
      (reply) => {
        if (command === "rouse") this.pinged();
        this.answered(reply?.[1]);
      },
      // A server that is away is asked again when there is a reason to.
      () => undefined,
    );
  }
}
