/** Enough to see why a server did not start. */
const KEPT_LINES = 200;

/** Somebody who waits for a line. */
interface Watch {
  readonly printed: Promise<void>;
  /** Waits no longer. */
  end(): void;
}

/** What a server prints: the last lines of it, and who waits for the next one. */
export class Transcript {
  readonly #lines: string[] = [];
  readonly #watches = new Map<symbol, (line: string) => void>();

  get text(): string {
    return this.#lines.join("\n");
  }

  clear(): void {
    this.#lines.length = 0;
  }

  add(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > KEPT_LINES) this.#lines.shift();
    for (const look of this.#watches.values()) look(line);
  }

  /** Waits for the next line with this text. Lines that are there already do not count. */
  watch(text: string): Watch {
    const id = Symbol(text);
    const end = (): void => {
      this.#watches.delete(id);
    };
    const printed = new Promise<void>((resolve) => {
      this.#watches.set(id, (line) => {
        if (!line.includes(text)) return;
        end();
        resolve();
      });
    });
    return { printed, end };
  }
}
