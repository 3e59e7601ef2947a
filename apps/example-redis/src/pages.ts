/** The pages: which are to be collected, which worker is at which, and what came of them. Each counts once, however often it is collected. */
export class Pages {
  readonly total: number;
  /** The next one last. */
  readonly #waiting: number[];
  readonly #taken = new Map<number, number>();
  readonly #results = new Map<number, number | undefined>();

  constructor(total: number) {
    this.total = total;
    this.#waiting = Array.from({ length: total }, (_, index) => total - index);
  }

  /** How many have come to an end, good or bad. */
  get done(): number {
    return this.#results.size;
  }

  /** The price that was found on each page. */
  get prices(): ReadonlyMap<number, number | undefined> {
    return this.#results;
  }

  /** The next pages for a worker, so that it is at no more than `upTo`. */
  take(worker: number, upTo: number): readonly number[] {
    const count = Math.max(0, upTo - this.takenBy(worker));
    const pages = this.#waiting.splice(-count, count).toReversed();
    for (const page of pages) this.#taken.set(page, worker);
    return pages;
  }

  /** A page has come to an end; `undefined` stands for no price. Answers whether it had not before. */
  end(page: number, price: number | undefined): boolean {
    if (this.#results.has(page)) return false;
    this.#results.set(page, price);
    this.#taken.delete(page);
    return true;
  }

  /** The worker is gone: its pages are the next for the others. Answers how many they are. */
  giveBack(worker: number): number {
    const pages = [...this.#taken].filter(([, taker]) => taker === worker).map(([page]) => page);
    for (const page of pages) this.#taken.delete(page);
    this.#waiting.push(...pages.toReversed());
    return pages.length;
  }

  takenBy(worker: number): number {
    return [...this.#taken.values()].filter((taker) => taker === worker).length;
  }
}
