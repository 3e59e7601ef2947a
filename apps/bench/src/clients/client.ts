/** Something that gets pages as one of several visitors, each with cookies of its own. */
export interface Client {
  /** Gets a page, and reads it to its end. */
  get(url: string): Promise<Page>;
  close(): Promise<void>;
}

/** As much of a page as shows that it is one. */
export interface Page {
  readonly status: number;
  /** Characters of its body. */
  readonly length: number;
}

/** How many visitors each client is: as many as requests are in flight. */
export const VISITORS = 32;

/** Takes a visitor for each request, as a pool would, and does nothing else. */
export class Visitors<Visitor> {
  readonly #free: Visitor[];

  constructor(make: () => Visitor) {
    this.#free = Array.from({ length: VISITORS }, make);
  }

  async with<Result>(task: (visitor: Visitor) => Promise<Result>): Promise<Result> {
    const visitor = this.#free.pop();
    if (visitor === undefined) throw new RangeError("more requests in flight than visitors");
    try {
      return await task(visitor);
    } finally {
      this.#free.push(visitor);
    }
  }
}
