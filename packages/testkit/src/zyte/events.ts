import type { ZyteRequest, ZyteSessionTruth } from "./ledger/truth.ts";

/** What an emulator tells its listeners, by name of the event. */
export interface ZyteEmulatorEvents {
  /** A request has arrived whole; nothing is decided yet. */
  readonly request: ZyteRequest;
  /** A session was made, with an id of a user's or for a context. */
  readonly session: ZyteSessionTruth;
  /** The answer has left, or the connection is gone. */
  readonly answer: ZyteRequest;
}
