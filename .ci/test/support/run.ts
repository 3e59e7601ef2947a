import { execFile } from "node:child_process";

export interface Finished {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, whatever its exit code. Rejects when it cannot be started or is killed. */
export function run(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string },
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    execFile(
      program,
      args,
      { cwd: options.cwd, maxBuffer: 64 * 1024 * 1024, env: environment() },
      (error, stdout, stderr) => {
        if (error && typeof error.code !== "number") reject(error);
        else resolve({ status: Number(error?.code ?? 0), stdout, stderr });
      },
    );
  });
}

/** Like `run`, and rejects with the program's output unless it exits with 0. */
export async function runWell(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string },
): Promise<Finished> {
  const finished = await run(program, args, options);
  if (finished.status !== 0) {
    const output = `${finished.stdout}\n${finished.stderr}`;
    throw new Error(`${program} ${args.join(" ")} exited with ${finished.status}\n${output}`);
  }
  return finished;
}

/** What npm and vitest tell their children would steer the tools under test: colour, configuration, mode. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_(package|lifecycle)|VITEST|NODE_ENV$|FORCE_COLOR$)/.test(name),
  );
  return { ...Object.fromEntries(kept), NO_COLOR: "1", DO_NOT_TRACK: "1" };
}
