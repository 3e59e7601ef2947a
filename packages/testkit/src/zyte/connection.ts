import type { ServerResponse } from "node:http";

import type { EmulatorState } from "./emulator-state.ts";
import type { OpenZyteRequest } from "./ledger/ledger.ts";

/** The connection a request came by. */
export interface Connection {
  /** Aborted when it has closed. */
  readonly gone: AbortSignal;
  /** Resolves when it has closed, or when the answer has left. */
  readonly closed: Promise<void>;
  /** The request is over as its client sees it; safe to call twice. */
  readonly leave: () => void;
}

/** Tells when the connection of a request closes, and notes whether that was too early. */
export function watch(
  outgoing: ServerResponse,
  request: OpenZyteRequest,
  { ledger, events }: EmulatorState,
): Connection {
  const gone = new AbortController();
  let isOpen = true;
  const leave = (): void => {
    if (isOpen) ledger.leave();
    isOpen = false;
  };
  const closed = new Promise<void>((resolve) => {
    outgoing.once("close", () => {
      leave();
      request.aborted = !outgoing.writableFinished;
      if (request.aborted) events.emit("gone", request);
      gone.abort();
      resolve();
    });
  });
  return { gone: gone.signal, closed, leave };
}
