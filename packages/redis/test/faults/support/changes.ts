/** Lets tests wait for what they can see, instead of for time to pass. */
export class Changes {
  readonly #waiting = new Set<() => void>();

  /** Something has happened. */
  tell(): void {
    for (const look of this.#waiting) look();
  }

  /** Resolves as soon as it is so. */
  when(isSo: () => boolean): Promise<void> {
    if (isSo()) return Promise.resolve();
    return new Promise((resolve) => {
      const look = (): void => {
        if (!isSo()) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
    });
  }
}
