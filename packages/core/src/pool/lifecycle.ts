import type { SessionaryError } from "../errors/sessionary-error.ts";
import type { PoolStatus } from "./session-pool.ts";

type Stage =
  | { readonly status: "open" | "paused" }
  | { readonly status: "failed" | "closing" | "closed"; readonly error: SessionaryError };

/** Where a pool is in its life, and what callers are told there. */
export class Lifecycle {
  #stage: Stage = { status: "open" };

  get status(): PoolStatus {
    return this.#stage.status;
  }

  /** Whether leases and inits may begin. */
  get isOpen(): boolean {
    return this.#stage.status === "open";
  }

  /** Whether callers may come: a paused pool lets them wait. */
  get admits(): boolean {
    return this.#stage.status === "open" || this.#stage.status === "paused";
  }

  get isClosing(): boolean {
    return this.#stage.status === "closing" || this.#stage.status === "closed";
  }

  /** What callers are refused with. */
  get error(): SessionaryError | undefined {
    return "error" in this.#stage ? this.#stage.error : undefined;
  }

  /** Answers whether anything changed. */
  pause(): boolean {
    if (this.#stage.status !== "open") return false;
    this.#stage = { status: "paused" };
    return true;
  }

  /** Answers whether anything changed. */
  resume(): boolean {
    if (this.#stage.status !== "paused" && this.#stage.status !== "failed") return false;
    this.#stage = { status: "open" };
    return true;
  }

  /** Answers whether anything changed. */
  fail(error: SessionaryError): boolean {
    if (!this.admits) return false;
    this.#stage = { status: "failed", error };
    return true;
  }

  /** Answers whether anything changed. */
  close(error: SessionaryError): boolean {
    if (this.isClosing) return false;
    this.#stage = { status: "closing", error };
    return true;
  }

  closed(): void {
    if (this.#stage.status === "closing")
      this.#stage = { status: "closed", error: this.#stage.error };
  }
}
