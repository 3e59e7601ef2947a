import { canonicalJson } from "./canonical-json.ts";
import type { ZyteServerSessionTruth } from "../ledger/truth.ts";
import type { ZyteQuery } from "../query/query.ts";
import type { EmulatorSettings } from "../options/resolve-options.ts";
import { passingAddress } from "./addresses.ts";
import { endByTime } from "./life.ts";
import { EmulatedSession } from "./session.ts";

/** One session of the service's own. */
export class ServerSession {
  readonly session: EmulatedSession;
  readonly context: NonNullable<ZyteQuery["sessionContext"]>;
  readonly parameters: string;
  actions: readonly string[] = [];
  otherParameters = 0;

  constructor(session: EmulatedSession, query: ZyteQuery) {
    this.session = session;
    this.context = query.sessionContext ?? [];
    this.parameters = parametersOf(query);
  }
}

/** What a request gets for its context. */
export interface ServerLease {
  readonly server: ServerSession;
  /** Whether it was made for this request, so that its actions have yet to run. */
  readonly isNew: boolean;
}

/** The sessions that the service keeps for contexts. Each serves one request at a time. */
export class ServerSessions {
  readonly #settings: EmulatorSettings;
  readonly #all: ServerSession[] = [];
  readonly #byContext = new Map<string, ServerSession[]>();

  constructor(settings: EmulatorSettings) {
    this.#settings = settings;
  }

  /** A free session of the request's context, or a new one. The caller enters and leaves it. */
  take(apiKey: string, query: ZyteQuery): ServerLease {
    const key = `${apiKey}\n${contextKey(query)}`;
    const known = (this.#byContext.get(key) ?? []).filter((one) => !this.#noticeEnd(one.session));
    const free = known.find(({ session }) => session.inFlight === 0);
    if (free) {
      if (free.parameters !== parametersOf(query)) free.otherParameters += 1;
      this.#byContext.set(key, known);
      return { server: free, isNew: false };
    }
    const number = this.#all.length + 1;
    const session = new EmulatedSession(
      {
        number,
        id: undefined,
        apiKey,
        address: passingAddress(this.#settings, number),
        bonds: { geolocation: query.geolocation, ipType: query.ipType },
      },
      this.#settings.now,
    );
    const server = new ServerSession(session, query);
    this.#all.push(server);
    this.#byContext.set(key, [...known, server]);
    return { server, isNew: true };
  }

  /** Enters a ban; so many, in a row or not, end the session. */
  ban(session: EmulatedSession): void {
    session.bans += 1;
    session.bansInARow += 1;
    if (session.bans >= this.#settings.serverSessions.maxBans)
      session.end({ at: this.#settings.now(), reason: "bans" });
  }

  truth(): readonly ZyteServerSessionTruth[] {
    return this.#all.map(({ session, context, actions, otherParameters }) => {
      this.#noticeEnd(session);
      return Object.freeze({ ...session.truth(), context, actions, otherParameters });
    });
  }

  #noticeEnd(session: EmulatedSession): boolean {
    const { serverSessions, now } = this.#settings;
    const limits = { ...serverSessions, maxIdleMs: Infinity };
    const ended = session.ended ?? endByTime(session, limits, now());
    if (ended) session.end(ended);
    return ended !== undefined;
  }
}

/** The same for the same pairs in another order. */
function contextKey({ sessionContext = [] }: ZyteQuery): string {
  return sessionContext
    .map(({ name, value }) => JSON.stringify([name, value]))
    .sort()
    .join(",");
}

function parametersOf({ sessionContextParameters }: ZyteQuery): string {
  return canonicalJson(sessionContextParameters);
}
