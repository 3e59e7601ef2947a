import type { Readable, Writable } from "node:stream";

/** Where lines for people go, and whether they are looking. */
export type MessageStream = Writable & { readonly isTTY?: boolean };

/** What a run of the program has around it. */
export interface Surroundings {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: MessageStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Calls back when the user interrupts; returns what ends that. */
  readonly onInterrupt: (interrupt: () => void) => () => void;
}
