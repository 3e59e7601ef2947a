import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

import type { Result } from "../../src/report.ts";

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

/** A demo that runs in a process of its own, as `npm run demo` starts it. */
export type Demo = ChildProcessByStdio<null, Readable, Readable>;

/** How a demo ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function startDemo(...args: readonly string[]): Demo {
  const flags = ["--import=tsx", "--conditions=@sessionary/source"];
  return spawn(process.execPath, [...flags, main, ...args], { stdio: ["ignore", "pipe", "pipe"] });
}

export async function runDemo(...args: readonly string[]): Promise<Ended> {
  return endOf(startDemo(...args));
}

export async function endOf(demo: Demo): Promise<Ended> {
  const [[code], stdout, stderr] = await Promise.all([
    once(demo, "close") as Promise<[number | null]>,
    text(demo.stdout),
    text(demo.stderr),
  ]);
  return { code, stdout, stderr };
}

/** The last line of standard output. */
export function resultOf({ stdout }: Ended): Result {
  return JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as Result;
}
