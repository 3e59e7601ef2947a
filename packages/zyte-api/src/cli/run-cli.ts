import { CommanderError } from "commander";
import { isSessionaryError } from "@sessionary/core";
import { checkInput } from "./check-input.ts";
import { keysIn, withoutKeys } from "./keys.ts";
import { createLog } from "./log.ts";
import { openExtractor } from "./open-extractor.ts";
import { openOutput } from "./output.ts";
import { openProgress } from "./progress.ts";
import { readArguments } from "./read-arguments.ts";
import { countQueries } from "./read-queries.ts";
import { runQueries, type RunResult } from "./run-queries.ts";
import type { CliSettings } from "./settings.ts";
import { summaryOf } from "./summary.ts";
import type { Surroundings } from "./surroundings.ts";
import { UsageError } from "./usage-error.ts";

/** What the program can end with. */
const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** Runs the program; answers its exit code. */
export async function runCli(argv: readonly string[], around: Surroundings): Promise<number> {
  try {
    return await run(readArguments(argv, around), around);
  } catch (error) {
    // It has said itself what is wrong.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    const message = error instanceof Error ? error.message : String(error);
    around.stderr.write(`ERROR: ${withoutKeys(message, keysIn(argv, around.env))}\n`);
    const isUsage = error instanceof UsageError || isSessionaryError(error, "ERR_INVALID_OPTION");
    return isUsage ? EXIT.usage : EXIT.failed;
  }
}

async function run(settings: CliSettings, around: Surroundings): Promise<number> {
  const { stdin, stdout, stderr, onInterrupt } = around;
  const extractor = await openExtractor(settings);
  const interrupt = new AbortController();
  const stopListening = onInterrupt(() => interrupt.abort(new Error("interrupted")));
  try {
    const isFile = await checkInput(settings);
    const total = isFile && stderr.isTTY === true ? await countQueries(settings) : undefined;
    const output = await openOutput(settings.output, stdout);
    const progress = openProgress(stderr, total);
    const log = createLog(stderr, settings.logLevel, settings.apiKey, (write) =>
      progress.around(write),
    );
    let result: RunResult;
    try {
      result = await runQueries({
        settings,
        stdin,
        extractor,
        output,
        progress,
        log,
        signal: interrupt.signal,
      });
    } finally {
      progress.end();
      await output.end();
    }
    const { done, failed, end } = result;
    log("INFO", summaryOf(extractor.client.stats(), done, failed));
    if (end === "interrupted") return EXIT.interrupted;
    if (done + failed === 0) {
      log("ERROR", `no queries in ${settings.input === "-" ? "standard input" : settings.input}`);
      return EXIT.failed;
    }
    return end === "stopped" || (failed > 0 && !settings.allowsFailures) ? EXIT.failed : EXIT.done;
  } finally {
    stopListening();
    // One that is still open would hold the process.
    if (settings.input === "-") stdin.destroy();
    await extractor.close();
  }
}
