import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/**
 * Reads process groups from its standard input, an empty line for none. The input ends when whoever holds the other end does, be it by
 * SIGKILL; then it kills the last one and removes the folder.
 */
const SCRIPT = `
group=
while read -r line; do group=$line; done
if [ -n "$group" ]; then kill -s KILL -- "-$group"; fi
if [ -n "$1" ]; then rm -rf -- "$1"; fi
`;

/** A small process that outlives ours by a moment, to clean up what we can not clean up ourselves when we are killed. */
export class Watchdog {
  readonly #shell: ChildProcess;
  readonly #exited: Promise<unknown>;

  /** @param folder - to be removed if we die; `undefined` for none */
  constructor(folder: string | undefined) {
    // In a session of its own: what is sent to our process group must not reach it.
    this.#shell = spawn("/bin/sh", ["-c", SCRIPT, "sh", folder ?? ""], {
      stdio: ["pipe", "ignore", "ignore"],
      detached: true,
    });
    this.#exited = once(this.#shell, "exit");
    this.#shell.unref();
    this.#input.unref();
  }

  /** Names the process group to kill if we die; `undefined` for none. */
  guard(group: number | undefined): void {
    this.#input.write(`${group ?? ""}\n`);
  }

  /** There is nothing left to guard. */
  async end(): Promise<void> {
    this.#shell.ref();
    this.#shell.kill("SIGKILL");
    await this.#exited;
  }

  get #input(): NodeJS.WritableStream & { unref(): void } {
    // A pipe to a child is a socket, which the types do not say.
    return this.#shell.stdin as unknown as NodeJS.WritableStream & { unref(): void };
  }
}
