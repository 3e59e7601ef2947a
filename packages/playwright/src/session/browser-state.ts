import type { HttpIdentity, Redacted } from "@sessionary/identity";
import type { BrowserContext } from "playwright-core";
import type { LiveContext } from "./live-context.ts";

/**
 * What a session of this adapter keeps: its browser context, and what `init` returned beside it. Printed, it shows no secret.
 */
export interface BrowserState extends Redacted {
  /**
   * The session's own context: cookies, storage, proxy, user agent. A session that was imported opens it with its first task; until
   * then this throws.
   */
  readonly context: BrowserContext;
  /**
   * What the session was opened as: its proxy and headers, the user agent among them. Cookies and storage are the browser's from
   * then on: `export()` asks it for them.
   */
  readonly identity: HttpIdentity;
}

/** A {@link BrowserState}, and what the adapter knows of it. */
export class SessionState implements BrowserState {
  #identity: HttpIdentity;
  #live: LiveContext | undefined;
  /** The context on its way. */
  #opening: Promise<LiveContext> | undefined;
  #isClosed = false;

  constructor(identity: HttpIdentity) {
    this.#identity = identity;
  }

  get context(): BrowserContext {
    if (this.#live !== undefined) return this.#live.context;
    throw new Error("This session was imported: its context is opened by its first task");
  }

  get identity(): HttpIdentity {
    return this.#identity;
  }

  set identity(identity: HttpIdentity) {
    this.#identity = identity;
  }

  get live(): LiveContext | undefined {
    return this.#live;
  }

  /** The context, which `open` opens if that has not been done. */
  async open(open: () => Promise<LiveContext>): Promise<LiveContext> {
    if (this.#live !== undefined) return this.#live;
    this.#opening ??= this.#keep(open());
    return this.#opening;
  }

  /** Closes the context; one that is being opened is closed when it is there. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#opening?.catch(() => undefined); // whoever opens it is told
    await this.#live?.close();
  }

  toString(): string {
    const { proxy, headers } = this.#identity;
    const context = this.#live === undefined ? "none" : this.#live.hasEnded ? "closed" : "open";
    const names = Object.keys(headers).join(", ") || "none";
    return `BrowserState(context: ${context}, proxy: ${proxy?.toString() ?? "none"}, headers: ${names})`;
  }

  toJSON(): string {
    return this.toString();
  }

  static {
    // Called by Node, Deno and Bun to print an object. (No declaration can be emitted for a method of that name.)
    Object.defineProperty(this.prototype, Symbol.for("nodejs.util.inspect.custom"), {
      value(this: SessionState): string {
        return this.toString();
      },
    });
  }

  async #keep(opening: Promise<LiveContext>): Promise<LiveContext> {
    try {
      const live = await opening;
      this.#live = live;
      if (this.#isClosed) await live.close();
      return live;
    } finally {
      this.#opening = undefined;
    }
  }
}
