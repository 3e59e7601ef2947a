import { setMaxListeners } from "node:events";
import { constants } from "node:os";

/** Whether somebody has asked the process to end, and how. */
export interface Interrupt {
  /** Aborts at the first Ctrl-C or SIGTERM. A second one ends the process at once. */
  readonly signal: AbortSignal;
  /** What a shell expects of a process ended by that signal: 130 for Ctrl-C; undefined when nobody asked. */
  readonly exitCode: number | undefined;
  /** Leaves further signals to the system. */
  forget(): void;
}

export function listenForInterrupt(): Interrupt {
  const controller = new AbortController();
  // Every page that waits listens to it: that is no leak, and Node need not warn of one.
  setMaxListeners(Infinity, controller.signal);
  let exitCode: number | undefined;
  const forget = (): void => {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  };
  const stop = (name: NodeJS.Signals): void => {
    exitCode = 128 + constants.signals[name];
    forget();
    controller.abort();
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  return {
    signal: controller.signal,
    get exitCode() {
      return exitCode;
    },
    forget,
  };
}
