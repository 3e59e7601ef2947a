import { drawInteger } from "../../site/random.ts";
import type { ZyteProblemType } from "../problems/problem-types.ts";
import type { EmulatorSettings } from "../options/resolve-options.ts";
import { addressOf } from "./addresses.ts";
import { endByTime, type ZyteSessionEnd } from "./life.ts";
import { EmulatedSession, type SessionBonds } from "./session.ts";

/** Whether an id can be used, and what that would mean. */
export type SessionStanding =
  | { readonly kind: "live"; readonly session: EmulatedSession }
  | { readonly kind: "new" }
  | { readonly kind: "refused"; readonly type: ZyteProblemType };

/** The sessions whose ids users choose, each for one key. */
export class SessionStore {
  readonly #settings: EmulatorSettings;
  readonly #all: EmulatedSession[] = [];
  /** The latest session of each key and id. */
  readonly #latest = new Map<string, EmulatedSession>();
  /** Those that had not ended when last looked at. */
  readonly #live = new Set<EmulatedSession>();

  constructor(settings: EmulatorSettings) {
    this.#settings = settings;
  }

  /** Every session there ever was. */
  get all(): readonly EmulatedSession[] {
    this.#noticeEnds();
    return this.#all;
  }

  /** The latest session of an id, for whatever key. */
  find(ref: number | string): EmulatedSession | undefined {
    if (typeof ref === "number") return this.#all[ref - 1];
    return this.#all.findLast(({ id }) => id === ref);
  }

  /** How an id stands: nothing changes by asking. */
  standing(apiKey: string, id: string): SessionStanding {
    const { now, sessions } = this.#settings;
    const session = this.#latest.get(keyOf(apiKey, id));
    if (session) {
      this.#noticeEnd(session);
      if (!session.ended) return { kind: "live", session };
      if (now() < session.ended.at + this.#rememberedMs(session)) {
        return { kind: "refused", type: "/problem/session-expired" };
      }
    }
    if (this.#activeOf(apiKey) >= sessions.maxActive)
      return { kind: "refused", type: "/problem/over-session-limit" };
    return { kind: "new" };
  }

  /** Makes the session of an id. */
  create(apiKey: string, id: string, bonds: SessionBonds): EmulatedSession {
    const number = this.#all.length + 1;
    const address = addressOf(this.#settings, number);
    const session = new EmulatedSession({ number, id, apiKey, address, bonds }, this.#settings.now);
    this.#all.push(session);
    this.#latest.set(keyOf(apiKey, id), session);
    this.#live.add(session);
    return session;
  }

  /** Counts a request that came after the end of its session. */
  countRefusal(apiKey: string, id: string): void {
    const session = this.#latest.get(keyOf(apiKey, id));
    if (session) session.refused += 1;
  }

  /** Ends a session now. */
  end(session: EmulatedSession, reason: ZyteSessionEnd): void {
    this.#noticeEnd(session);
    session.end({ at: this.#settings.now(), reason });
    this.#live.delete(session);
  }

  /** Enters a ban; so many in a row end the session. */
  ban(session: EmulatedSession): void {
    session.bans += 1;
    session.bansInARow += 1;
    if (session.bansInARow >= this.#settings.sessions.maxBans) this.end(session, "bans");
  }

  #activeOf(apiKey: string): number {
    if (this.#settings.sessions.maxActive === Infinity) return 0;
    this.#noticeEnds();
    let count = 0;
    for (const session of this.#live) if (session.apiKey === apiKey) count += 1;
    return count;
  }

  #noticeEnds(): void {
    for (const session of this.#live) this.#noticeEnd(session);
  }

  #noticeEnd(session: EmulatedSession): void {
    if (session.ended) return;
    const ended = endByTime(session, this.#settings.sessions, this.#settings.now());
    if (!ended) return;
    session.end(ended);
    this.#live.delete(session);
  }

  #rememberedMs({ number }: EmulatedSession): number {
    const { seed, sessions } = this.#settings;
    return drawInteger(sessions.rememberedMs, seed, "remembered", number);
  }
}

function keyOf(apiKey: string, id: string): string {
  return `${apiKey}\n${id.toLowerCase()}`;
}
