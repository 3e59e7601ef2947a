import type { JsonValue } from "../types.ts";

/** The sessions of a pool as JSON, as `export()` writes and `import()` reads it. Holds their secrets. */
export interface PoolExport {
  readonly version: 1;
  /** The pool it came from; any pool may import it. */
  readonly pool: string;
  readonly sessions: readonly SessionExport[];
}

/** One session as JSON. Holds its secrets. */
export interface SessionExport {
  readonly id: string;
  /** Missing where it is `undefined`. */
  readonly state?: JsonValue;
  readonly variant?: JsonValue;
  /** Epoch milliseconds: life limits go on counting while the export lies in a file. */
  readonly createdAt: number;
  /** Epoch milliseconds: idle time goes on counting, too. Missing in exports of older versions: it then begins at the import. */
  readonly lastUsedAt?: number;
  readonly uses: number;
  readonly errors: number;
  readonly checkFailures: number;
}
