import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { runCli } from "../../src/cli/run-cli.ts";
import type { MessageStream } from "../../src/cli/surroundings.ts";

/** How a run of the program ended, and all it said. */
export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The lines of standard output as JSON. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
}

export interface CliOptions {
  readonly stdin?: string;
  /** The same, in these pieces. */
  readonly chunks?: readonly Uint8Array[];
  readonly env?: Readonly<Record<string, string>>;
  /** Whether standard error is a terminal. */
  readonly tty?: boolean;
  /** Is given the function that interrupts the run. */
  readonly onStart?: (interrupt: () => void) => void;
}

/** Runs the program in this process. */
export async function cli(argv: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  const { stdin = "", chunks = [Buffer.from(stdin)], env = {}, tty = false, onStart } = options;
  const stdout = new PassThrough();
  const stderr: MessageStream = Object.assign(new PassThrough(), tty ? { isTTY: true } : {});
  const said = [text(stdout), text(stderr as PassThrough)] as const;
  let listening = 0;
  const code = await runCli(argv, {
    stdin: Readable.from(chunks),
    stdout,
    stderr,
    env,
    onInterrupt: (interrupt) => {
      listening += 1;
      onStart?.(interrupt);
      return () => {
        listening -= 1;
      };
    },
  });
  if (listening !== 0) throw new Error("the program still listens for interrupts");
  stdout.end();
  stderr.end();
  const [out, messages] = await Promise.all(said);
  const lines = out.split("\n").filter((line) => line.startsWith("{"));
  return {
    code,
    stdout: out,
    stderr: messages,
    lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}
