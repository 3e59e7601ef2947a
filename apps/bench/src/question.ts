import type { Row } from "./row.ts";

/** A question about speed or size. Its file's head states the method. */
export interface Question {
  /** For `--only`. */
  readonly name: string;
  /** Measures, and answers with the lines of the table. */
  ask(): Promise<readonly Row[]>;
}
