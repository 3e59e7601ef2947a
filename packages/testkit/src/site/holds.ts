/** Answers that wait until the test lets them go. */
export class Holds {
  readonly #held = new Set<{ readonly name: string; readonly release: () => void }>();

  get size(): number {
    return this.#held.size;
  }

  /** Calls `go` when the test releases this name; the returned function forgets the answer instead. */
  hold(name: string, go: () => void): () => void {
    const held = { name, release: go };
    this.#held.add(held);
    return () => void this.#held.delete(held);
  }

  /** Releases what is held under the name, or everything, and says how many that were. */
  release(name?: string): number {
    const going = [...this.#held].filter((held) => name === undefined || held.name === name);
    for (const held of going) {
      this.#held.delete(held);
      held.release();
    }
    return going.length;
  }
}
