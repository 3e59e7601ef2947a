/** Several builds that somebody waits for together. */
export class BuildGroup {
  #pending = 0;
  #error: unknown = undefined;
  #onEnd: (() => void) | undefined = undefined;

  add(): void {
    this.#pending++;
  }

  /** One of them is built, or was given up because of `error`. */
  end(error: unknown): void {
    this.#pending--;
    this.#error ??= error;
    if (this.#pending === 0) this.#onEnd?.();
  }

  /** Resolves when all are built; rejects, then, if one was given up. */
  async ended(): Promise<void> {
    if (this.#pending > 0) await new Promise<void>((resolve) => (this.#onEnd = resolve));
    if (this.#error !== undefined) throw this.#error;
  }
}
