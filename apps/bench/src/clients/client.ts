/** Something that fetches pages as one of several visitors, each with cookies of its own. */
export interface Client {
  fetch(url: string): Promise<Response>;
  close(): Promise<void>;
}

/** How many visitors each client is: as many as requests are in flight. */
export const VISITORS = 32;

/** Takes a visitor for each request, as a pool would, and does nothing else. */
export class Visitors<Visitor> {
  readonly #free: Visitor[];

  constructor(make: () => Visitor) {
    this.#free = Array.from({ length: VISITORS }, make);
  }

  async with(task: (visitor: Visitor) => Promise<Response>): Promise<Response> {
    const visitor = this.#free.pop();
    if (visitor === undefined) throw new RangeError("more requests in flight than visitors");
    try {
      return await task(visitor);
    } finally {
      this.#free.push(visitor);
    }
  }
}
