import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { Command, InvalidArgumentError, Option } from "commander";
import { keysIn, withoutKeys, withoutValues } from "./keys.ts";
import { LOCATION_PARTS } from "../sessions/locations.ts";
import type { CliSettings, LogLevel } from "./settings.ts";
import type { Surroundings } from "./surroundings.ts";
import { UsageError } from "./usage-error.ts";

/** The options as commander names them. */
interface Given {
  readonly intype?: "txt" | "jl";
  readonly limit?: number;
  readonly output: string;
  readonly nConn: number;
  readonly apiKey?: string;
  readonly dotenvPath?: string;
  readonly apiUrl?: string;
  readonly loglevel: LogLevel;
  readonly shuffle?: true;
  readonly dontRetryErrors?: true;
  readonly storeErrors?: true;
  readonly allowFailures?: true;
  readonly sessionLocation?: Readonly<Record<string, unknown>>;
  readonly sessionParams?: Readonly<Record<string, unknown>>;
  readonly poolSize?: number;
  readonly maxErrors?: number;
  readonly checkIncludes: readonly string[];
}

const AFTER_HELP = `
Lines of INPUT are URLs, each sent as { url, browserHtml: true }, or queries as JSON objects. Lines of the output are responses in the
order they are done, with the query's echoData (its URL unless you give one) to tell whose they are.

The key is taken from --api-key, then from ZYTE_API_KEY in the file of --dotenv-path, then from the environment.

Exit codes: 0 all queries done, 1 some failed or nothing to do, 2 wrong usage, 130 interrupted.`;

/**
 * Reads the command line.
 *
 * @throws commander's own error for help and wrong usage, which it has reported
 * @throws {UsageError} for what it cannot know
 */
export function readArguments(
  argv: readonly string[],
  { stdout, stderr, env }: Pick<Surroundings, "stdout" | "stderr" | "env">,
): CliSettings {
  const command = createCommand()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      outputError: (text, write) => write(withoutKeys(withoutValues(text), keysIn(argv, env))),
    });
  command.parse(argv, { from: "user" });
  const given = command.opts<Given>();
  const { sessionLocation, sessionParams, poolSize, maxErrors, checkIncludes } = given;
  const wantsSessions =
    [sessionLocation, sessionParams, poolSize, maxErrors].some((value) => value !== undefined) ||
    checkIncludes.length > 0;
  return {
    input: command.args[0] ?? "-",
    inputType: given.intype,
    limit: given.limit,
    shuffle: given.shuffle === true,
    output: given.output,
    concurrency: given.nConn,
    apiKey: given.apiKey ?? keyOfFile(given.dotenvPath) ?? env["ZYTE_API_KEY"],
    apiUrl: given.apiUrl,
    logLevel: given.loglevel,
    retriesErrors: given.dontRetryErrors !== true,
    storesErrors: given.storeErrors === true,
    allowsFailures: given.allowFailures === true,
    sessions: wantsSessions
      ? {
          location: sessionLocation,
          params: sessionParams,
          size: poolSize,
          maxErrors,
          includes: checkIncludes,
        }
      : undefined,
  };
}

function createCommand(): Command {
  const levels = ["DEBUG", "INFO", "WARNING", "ERROR"];
  return new Command("sessionary-zyte")
    .description("Sends URLs or queries to Zyte API, through sessions if you like.")
    .argument("<INPUT>", "file with a URL or a query on each line; - for standard input")
    .addOption(
      new Option("--intype <type>", "what the lines are (default: what INPUT looks like)").choices([
        "txt",
        "jl",
      ]),
    )
    .option("--limit <n>", "queries to send at most", anInteger(1))
    .option(
      "-o, --output <path>",
      "file for the responses, overwritten; - for standard output",
      "-",
    )
    .option("--n-conn <n>", "requests in flight at a time", anInteger(1), 20)
    .option(
      "--api-key <key>",
      "key of Zyte API; shells remember it, and other users may see it for a moment",
    )
    .option("--dotenv-path <path>", "file with a line ZYTE_API_KEY=...")
    .option("--api-url <url>", "where Zyte API is")
    .addOption(
      new Option("-L, --loglevel <level>", "what is told on standard error")
        .choices(levels)
        .default("INFO"),
    )
    .option("--shuffle", "send the queries in random order")
    .option("--dont-retry-errors", "try again only when throttled (429 and 503)")
    .option("--store-errors", "write a line for each failed query too")
    .option("--allow-failures", "exit with 0 even if queries failed")
    .optionsGroup("Sessions (any of these sends the queries through sessions):")
    .addOption(
      new Option("--session-location <json>", "location of each session")
        .argParser(aLocation)
        .conflicts("sessionParams"),
    )
    .option("--session-params <json>", "query that begins each session", anObject)
    .option("--pool-size <n>", "sessions for each site (default: 8)", anInteger(1))
    .option("--max-errors <n>", "bans that end a session (default: 1)", anInteger(1))
    .option("--check-includes <text>", "text that every good response has; repeatable", collect, [])
    .addHelpText("after", AFTER_HELP);
}

function keyOfFile(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`--dotenv-path: ${(error as Error).message}`);
  }
  return parseEnv(text)["ZYTE_API_KEY"];
}

function anInteger(min: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isInteger(value) || value < min) {
      throw new InvalidArgumentError(`Expected an integer >= ${min}.`);
    }
    return value;
  };
}

function anObject(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new InvalidArgumentError("Expected JSON.");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new InvalidArgumentError("Expected a JSON object.");
  }
  return value as Readonly<Record<string, unknown>>;
}

/** A part that is misspelt would be ignored. */
function aLocation(text: string): Readonly<Record<string, unknown>> {
  const location = anObject(text);
  const parts: readonly string[] = LOCATION_PARTS;
  const isKnown = ([part, value]: [string, unknown]): boolean =>
    parts.includes(part) && typeof value === "string";
  if (Object.entries(location).every(isKnown)) return location;
  throw new InvalidArgumentError(`Expected only ${parts.join(", ")}, each a string.`);
}

function collect(text: string, texts: readonly string[]): readonly string[] {
  return [...texts, text];
}
