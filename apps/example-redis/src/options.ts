import { parseArgs } from "node:util";

/** What a run of the example is told. */
export interface ExampleOptions {
  /** Product pages to collect. */
  readonly pages: number;
  /** Sessions in the pool that all workers share, and proxies. */
  readonly sessions: number;
  /** Worker processes; one of them is killed. */
  readonly workers: number;
  /** Fixes the shop: its prices, and what it does to its first visitor, its second, and so on. */
  readonly seed: number;
  /** Print the result as JSON too, as the last line of standard output; the rest goes to standard error. */
  readonly json: boolean;
}

/** The example was called in a way it does not understand. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

const usage = `Collects product pages with several worker processes on one pool of sessions in Redis, and kills one of them halfway.

pnpm start [options]

  --pages <n>     product pages to collect, 1 to 100000 (default 2000)
  --sessions <n>  sessions in the pool, each with a proxy, 1 to 200 (default 8)
  --workers <n>   worker processes, 2 to 32 (default 4)
  --seed <n>      what the shop does to whom, 0 to ${Number.MAX_SAFE_INTEGER} (default 1)
  --json          print the result as JSON too, as the last line of standard output
  --help          print this

It starts a Redis server of its own, so redis-server or valkey-server has to be installed.

Exit code: 0 when every page is right and the pool kept to its size, 1 when not, 2 for wrong usage, 130 after Ctrl-C.`;

/**
 * Reads the command line. Answers `"help"` when that is all it asks for.
 *
 * @throws {UsageError}
 */
export function parseOptions(args: readonly string[]): ExampleOptions | "help" {
  const values = parseValues(args);
  if (values.help) return "help";
  return {
    pages: readInteger("--pages", values.pages, 1, 100_000),
    sessions: readInteger("--sessions", values.sessions, 1, 200),
    workers: readInteger("--workers", values.workers, 2, 32),
    seed: readInteger("--seed", values.seed, 0, Number.MAX_SAFE_INTEGER),
    json: values.json,
  };
}

/** The options of this process; it ends here when they ask for help or make no sense. */
export function readOptions(): ExampleOptions {
  try {
    const options = parseOptions(process.argv.slice(2));
    if (options !== "help") return options;
    console.log(usage);
    process.exit(0);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n\n${usage}`);
    process.exit(2);
  }
}

function parseValues(args: readonly string[]) {
  const options = {
    pages: { type: "string", default: "2000" },
    sessions: { type: "string", default: "8" },
    workers: { type: "string", default: "4" },
    seed: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false, short: "h" },
  } as const;
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    // What parseArgs throws is written for whoever called the program.
    throw new UsageError(`example: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function readInteger(name: string, text: string, min: number, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new UsageError(
    `example: expected \`${name}\` to be an integer from ${min} to ${max}, got ${JSON.stringify(text)}`,
  );
}
