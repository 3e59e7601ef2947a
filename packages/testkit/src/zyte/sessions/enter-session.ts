import type { EmulatorState } from "../emulator-state.ts";
import type { OpenZyteRequest } from "../ledger/ledger.ts";
import { problemOf, type ZyteProblem } from "../problems/problem.ts";
import type { ZyteQuery } from "../query/query.ts";
import { passingAddress } from "./addresses.ts";
import type { ServerLease } from "./server-sessions.ts";
import type { EmulatedSession } from "./session.ts";

/** A request inside its session, or without one. */
export interface Entered {
  readonly session?: EmulatedSession;
  readonly server?: ServerLease;
  readonly address: string | undefined;
  /** The site has banned the request. */
  ban(): void;
  /** The request met no ban: the run of bans is over. */
  thank(): void;
  /** The request is over. */
  leave(): void;
}

/** Finds or makes the session a request asks for, and begins its use. */
export function enterSession(
  request: OpenZyteRequest,
  query: ZyteQuery,
  state: EmulatorState,
): Entered | { readonly problem: ZyteProblem } {
  if (query.session) return enterOwn(request, query, query.session.id, state);
  if (query.sessionContext && query.sessionContext.length > 0)
    return enterServer(request, query, state);
  return {
    address: passingAddress(state.settings, request.number),
    ban: nothing,
    thank: nothing,
    leave: nothing,
  };
}

function enterOwn(
  request: OpenZyteRequest,
  { geolocation, ipType }: ZyteQuery,
  id: string,
  { store, settings, events }: EmulatorState,
): Entered | { readonly problem: ZyteProblem } {
  const apiKey = request.apiKey ?? "";
  const bonds = { geolocation, ipType };
  const standing = store.standing(apiKey, id);
  if (standing.kind === "refused") {
    if (standing.type === "/problem/session-expired") store.countRefusal(apiKey, id);
    return { problem: problemOf(standing.type) };
  }
  const session = standing.kind === "live" ? standing.session : store.create(apiKey, id, bonds);
  if (session.differsFrom(bonds)) {
    session.mismatches += 1;
    if (settings.sessions.mismatch === "refuse") {
      const detail = "The session has another geolocation or ipType";
      return { problem: problemOf("/request/unprocessable", { detail }) };
    }
  }
  request.session = session.number;
  session.enter(settings.now());
  if (standing.kind === "new") events.emit("session", session.truth());
  return {
    session,
    address: session.address,
    ban: () => store.ban(session),
    thank: () => void (session.bansInARow = 0),
    leave: () => session.leave(settings.now()),
  };
}

function enterServer(
  request: OpenZyteRequest,
  query: ZyteQuery,
  { servers, settings, events }: EmulatorState,
): Entered {
  const server = servers.take(request.apiKey ?? "", query);
  const { session } = server.server;
  request.serverSession = session.number;
  session.enter(settings.now());
  if (server.isNew) events.emit("session", session.truth());
  return {
    session,
    server,
    address: session.address,
    ban: () => servers.ban(session),
    thank: () => void (session.bansInARow = 0),
    leave: () => session.leave(settings.now()),
  };
}

function nothing(): void {}
