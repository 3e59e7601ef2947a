import type { Judgement } from "@sessionary/core";

/** A session whose check says that it is no good: its judgement is what the pool counts. */
export class SessionRefused extends Error {
  override readonly name = "SessionRefused";
  readonly judgement: Judgement;

  constructor(judgement: Judgement, options?: { readonly cause?: unknown }) {
    super(`the check of the session says ${wordsOf(judgement)}`, options);
    this.judgement = judgement;
  }
}

/** @throws {SessionRefused} unless the judgement is `ok` */
export function expectGood(judgement: Judgement): void {
  const verdict = typeof judgement === "object" ? judgement.verdict : judgement;
  if (verdict !== true && verdict !== "ok") throw new SessionRefused(judgement);
}

function wordsOf(judgement: Judgement): string {
  if (typeof judgement !== "object") return judgement === false ? "false" : `"${judgement}"`;
  const { verdict, reason } = judgement;
  return `"${verdict}"${reason === undefined ? "" : `: ${reason}`}`;
}
