import type { DetailedVerdict } from "@sessionary/core";

/** What a handler has said about its session. */
export type Mark = "good" | "bad" | "retired";

const RANK: Readonly<Record<Mark, number>> = { good: 0, bad: 1, retired: 2 };

const BLAME: Readonly<Partial<Record<Mark, DetailedVerdict>>> = {
  bad: { verdict: "error", reason: "markBad()" },
  retired: { verdict: "expired", reason: "retire()" },
};

/** The marks of one lease. Saying a thing twice says it once, and the worst counts. */
export class Marks {
  #worst: Mark | undefined;
  #isSealed = false;

  get worst(): Mark | undefined {
    return this.#worst;
  }

  set(mark: Mark): void {
    if (this.#isSealed) return;
    if (this.#worst === undefined || RANK[mark] > RANK[this.#worst]) this.#worst = mark;
  }

  /** From now on marks mean nothing: Crawlee marks every failed request, whoever's fault it was. */
  seal(): void {
    this.#isSealed = true;
  }

  /** What they blame the session for. A good word is none against what a response has said: Crawlee has one for every finished request. */
  get blame(): DetailedVerdict | undefined {
    return this.#worst && BLAME[this.#worst];
  }
}
