import { withoutKeys } from "./keys.ts";
import type { LogLevel } from "./settings.ts";
import type { MessageStream } from "./surroundings.ts";

const RANKS: Readonly<Record<LogLevel, number>> = { DEBUG: 0, INFO: 1, WARNING: 2, ERROR: 3 };

/** Tells the user what happens. */
export type Log = (level: LogLevel, message: string) => void;

/**
 * @param key - not shown, wherever it comes from
 * @param around - runs a write where it does not break a progress bar
 */
export function createLog(
  stream: MessageStream,
  least: LogLevel,
  key: string | undefined,
  around: (write: () => void) => void,
): Log {
  return (level, message) => {
    if (RANKS[level] >= RANKS[least])
      around(() => stream.write(`${level}: ${withoutKeys(message, [key])}\n`));
  };
}
