import type { WriteStream } from "node:tty";

/** Where progress is shown: a terminal gets one line that is written over, anything else a line per tenth. */
type Output = Pick<WriteStream, "write"> & Partial<Pick<WriteStream, "isTTY" | "columns">>;

const REFRESH_MS = 100;

/** Shows how far a run is. */
export class Progress {
  readonly #output: Output;
  readonly #total: number;
  readonly #more: () => string;
  readonly #timer: NodeJS.Timeout | undefined;
  #done = 0;

  /** @param more - what else there is to say */
  constructor(output: Output, total: number, more: () => string) {
    this.#output = output;
    this.#total = total;
    this.#more = more;
    if (output.isTTY === true) this.#timer = setInterval(() => this.#redraw(), REFRESH_MS).unref();
  }

  /** One more page is there. */
  advance(): void {
    const tenths = this.#tenths();
    this.#done += 1;
    if (this.#timer === undefined && this.#tenths() > tenths)
      this.#output.write(`${this.#line()}\n`);
  }

  /** Something that stays to be read. */
  note(text: string): void {
    this.#clear();
    this.#output.write(`${text}\n`);
  }

  /** Leaves the terminal with an empty line to write on. */
  end(): void {
    clearInterval(this.#timer);
    this.#clear();
  }

  #clear(): void {
    if (this.#timer !== undefined) this.#output.write("\r\u001b[2K");
  }

  #tenths(): number {
    return Math.floor((10 * this.#done) / this.#total);
  }

  #redraw(): void {
    const filled = "█".repeat(2 * this.#tenths()).padEnd(20, "░");
    const line = `${filled} ${this.#line()}`.slice(0, (this.#output.columns || 80) - 1);
    this.#output.write(`\r\u001b[2K${line}`);
  }

  #line(): string {
    return `${this.#done} of ${this.#total} pages, ${this.#more()}`;
  }
}
