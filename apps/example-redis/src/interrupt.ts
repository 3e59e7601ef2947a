import { constants } from "node:os";

/** Whether somebody has asked the process to end, and how. */
export interface Interrupt {
  /** Resolves at the first Ctrl-C or SIGTERM. A second one ends the process at once. */
  readonly happened: Promise<void>;
  /** What a shell expects of a process ended by that signal: 130 for Ctrl-C; undefined when nobody asked. */
  readonly exitCode: number | undefined;
  /** Leaves further signals to the system. */
  forget(): void;
}

export function listenForInterrupt(): Interrupt {
  let exitCode: number | undefined;
  let tell!: () => void;
  const happened = new Promise<void>((resolve) => (tell = resolve));
  const forget = (): void => {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  };
  const stop = (name: NodeJS.Signals): void => {
    exitCode = 128 + constants.signals[name];
    forget();
    tell();
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  return {
    happened,
    get exitCode() {
      return exitCode;
    },
    forget,
  };
}
