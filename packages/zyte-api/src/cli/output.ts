import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import type { Writable } from "node:stream";

/** Where the lines go. */
export interface Output {
  /**
   * Writes a line, and waits while its reader is behind.
   *
   * @throws what is wrong with the stream
   */
  write(value: unknown): Promise<void>;
  /** Waits until everything is written. */
  end(): Promise<void>;
}

/** @param path - `-` for standard output, which stays open */
export async function openOutput(path: string, stdout: Writable): Promise<Output> {
  if (path === "-") return outputOf(stdout, () => drained(stdout));
  const file = createWriteStream(path);
  await once(file, "open");
  return outputOf(file, async () => {
    file.end();
    await finished(file);
  });
}

function outputOf(stream: Writable, end: () => Promise<void>): Output {
  let failure: Error | undefined;
  stream.on("error", (error) => {
    failure = error;
  });
  return {
    async write(value) {
      if (failure !== undefined) throw failure;
      if (!stream.write(`${JSON.stringify(value)}\n`)) await drained(stream);
    },
    async end() {
      // What is wrong with the stream was thrown where it mattered; nothing more can be written.
      if (failure === undefined) await end();
    },
  };
}

async function drained(stream: Writable): Promise<void> {
  if (stream.writableNeedDrain) await once(stream, "drain");
}
