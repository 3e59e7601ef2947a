import type { ZyteRequest, ZyteSessionTruth } from "./ledger/truth.ts";

/** What an emulator tells its listeners, by name of the event. */
export interface ZyteEmulatorEvents {
  /** A request has arrived whole; nothing is decided yet. */
  readonly request: ZyteRequest;
  /** A session was made, with an id of a user's or for a context. */
  readonly session: ZyteSessionTruth;
  /** The connection is gone before the whole answer has left: the client went away, or the plan cut it. */
  readonly gone: ZyteRequest;
  /** The request is over: the answer has left, or the connection is gone and nothing is under way any more. */
  readonly answer: ZyteRequest;
}
