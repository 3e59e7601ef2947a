import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { Result } from "../../src/report.ts";

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

/** An example that runs in a process of its own, as `pnpm start` starts it. */
export type Example = ChildProcessByStdio<null, Readable, Readable>;

/** How an example ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a run is started with beside its command line. */
export interface Surroundings {
  /** A module that the example and its workers load before anything else. */
  readonly meddling?: string;
  readonly env?: NodeJS.ProcessEnv;
}

export function startExample(
  args: readonly string[],
  { meddling = "", env = process.env }: Surroundings = {},
): Example {
  const before = `--import=data:text/javascript,${encodeURIComponent(meddling)}`;
  const flags = ["--import=tsx", "--conditions=@sessionary/source", before];
  return spawn(process.execPath, [...flags, main, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env,
  });
}

export async function runExample(
  args: readonly string[],
  surroundings?: Surroundings,
): Promise<Ended> {
  return endOf(startExample(args, surroundings));
}

/** Resolves when its output has ended, which its workers have, too: when all of them are gone. */
export async function endOf(example: Example): Promise<Ended> {
  const [[code], stdout, stderr] = await Promise.all([
    once(example, "close") as Promise<[number | null]>,
    text(example.stdout),
    text(example.stderr),
  ]);
  return { code, stdout, stderr };
}

/** Resolves with the first match in what the example prints from now on. */
export function whenPrinted(example: Example, pattern: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let printed = "";
    example.stdout.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
      const match = pattern.exec(printed);
      if (match !== null) resolve(match);
    });
    example.once("close", () => reject(new Error(`ended without ${pattern}: ${printed}`)));
  });
}

/** The last line of standard output. */
export function resultOf({ stdout }: Ended): Result {
  return JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as Result;
}

/** Whether there is such a process. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return false;
    throw error;
  }
}
