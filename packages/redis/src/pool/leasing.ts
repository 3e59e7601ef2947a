import type { Ask, Refusal, SettleOptions, Settled, Verdict } from "@sessionary/core";
import { askText } from "./ask-text.ts";
import type { RedisPoolParts } from "./redis-pool.ts";
import type { RemoteSession, StateCopy } from "./remote-session.ts";
import { factsOf, lastOf, numberOf, type Reply } from "./replies.ts";
import type { EncodedState } from "./state-text.ts";
import { heldFor, RedisGrant } from "./tokens.ts";

export const STALE: Settled<never> = Object.freeze({ stale: true, closable: false });

/** A state that was written, and the copy it is the new text of. */
interface WrittenState<State> extends EncodedState {
  readonly target: StateCopy<State>;
}

/** Asks Redis for leases and gives them back, with the state that their holders changed. */
export class Leasing<State> {
  readonly #parts: RedisPoolParts<State>;

  constructor(parts: RedisPoolParts<State>) {
    this.#parts = parts;
  }

  async lease(ask: Ask): Promise<RedisGrant<State> | Refusal> {
    const { server, elapsed, attention } = this.#parts;
    const sentAt = elapsed();
    attention.asking();
    const reply = await server.ask("lease", [askText(ask)], (late) => this.returnLate(late[2]));
    attention.answered(reply[1]);
    const answer = await this.#answer(reply[2] as Reply, sentAt, ask);
    if (answer !== undefined) return answer;
    throw new Error("Redis took longer for a lease than a third of `leaseTimeoutMs`");
  }

  async settle(
    grant: RedisGrant<State>,
    verdict: Verdict,
    options: SettleOptions,
  ): Promise<Settled<State>> {
    const { server, states, sessions, elapsed, attention } = this.#parts;
    const { session, copy } = grant;
    const { retryAfterMs, retire, rank, next } = options;
    // Nobody has touched what nobody has used.
    const isUsed = verdict !== "unused" || grant.usesBefore > 0;
    // As they are now: other leases of the session may write it while this one is on its way.
    const { base } = copy;
    let { version } = copy;
    const mine = isUsed ? await states.changed(copy) : undefined;
    let written = mine;
    let target = copy;
    if (next !== undefined) attention.asking();
    for (;;) {
      const sentAt = elapsed();
      const { id, variant } = session;
      const sealed = written === undefined ? "" : await states.seal(id, variant, written.base);
      const args = [
        String(grant.fence),
        session.born,
        verdict,
        retryAfterMs === undefined ? "" : String(retryAfterMs),
        retire ?? "",
        rank === undefined ? "" : String(rank),
        String(version),
        sealed,
        String(grant.usesBefore),
        next === undefined ? "" : askText(next),
      ];
      const reply = await server
        .call("settle", args, (late) => {
          if (late[0] === "settled") this.returnLate(late[3]);
        })
        .catch((error: unknown) => {
          sessions.forgetLease(session);
          throw error;
        });
      if (reply?.[0] === "conflict") {
        // Somebody else has written it meanwhile: what both have changed is merged, and tried again.
        const theirs = await states.unseal(id, reply[2] as string);
        version = Number(reply[1]);
        const merged = states.merge(base, (mine as EncodedState).base, theirs.base);
        const state = await states.decode(merged);
        const revision = states.revision(state);
        written = merged === theirs.base ? undefined : { base: merged, revision };
        // Until it is written, only its JSON tells that it has to be.
        target = { state, base: theirs.base, version, revision: undefined };
        session.copy = target;
        continue;
      }
      if (reply === undefined || reply[0] === "stale") {
        sessions.loseLease(session);
        return STALE;
      }
      attention.answered(reply[1]);
      const settled = this.#settled(grant, reply[2] as Reply, written && { ...written, target });
      if (next === undefined) return settled;
      return { ...settled, next: await this.#answer(reply[3] as Reply, sentAt, next) };
    }
  }

  /** Nobody wants it any more. */
  giveBack(grant: RedisGrant<State>): Promise<Settled<State>> {
    return this.settle(grant, grant.usesBefore > 0 ? "ok" : "unused", {});
  }

  /** Granted when nobody waited for the answer any more. Should this fail too, the lease times out. */
  returnLate(answer: unknown): void {
    if (!Array.isArray(answer) || answer[0] !== "grant") return;
    const [, fence, , told] = answer as Reply;
    const { born } = factsOf(told as Reply);
    const unused = [String(fence), born, "unused", "", "", "", "", "", "0", ""];
    this.#parts.server.call("settle", unused).catch(() => undefined);
  }

  /** `undefined` for a lease that took so long to come that it could be over before it is renewed: it is given back. */
  async granted(reply: Reply, sentAt: number, ask?: Ask): Promise<RedisGrant<State> | undefined> {
    const { server, local, elapsed } = this.#parts;
    if (elapsed() - sentAt > server.limits.leaseTimeoutMs / 3) {
      this.returnLate(reply);
      return undefined;
    }
    const [, fence, startsIn] = reply;
    const session = await this.#sessionOf(reply);
    session.leases += 1;
    local.granted(ask);
    const heldUntil = sentAt + heldFor(server.limits);
    return new RedisGrant(session, Number(fence), numberOf(startsIn), sentAt, heldUntil);
  }

  /** A worker that can't read the state leaves the session to others. */
  async #sessionOf(granted: Reply): Promise<RemoteSession<State>> {
    try {
      return await this.#parts.sessions.session(granted[3] as Reply);
    } catch (error) {
      this.returnLate(granted);
      throw error;
    }
  }

  async #answer(
    reply: Reply,
    sentAt: number,
    ask: Ask,
  ): Promise<RedisGrant<State> | Refusal | undefined> {
    if (reply[0] === "grant") return this.granted(reply, sentAt, ask);
    const [, ready, vacancies, live, boundTo, missing, sweep, again] = reply;
    this.#parts.attention.refused(numberOf(again));
    this.#parts.local.refused();
    return {
      granted: false,
      readyInMs: numberOf(ready),
      vacancies: Number(vacancies),
      live: Number(live),
      ...(boundTo !== "" && { boundTo: boundTo as string }),
      ...(missing === "1" && { missing: true }),
      ...(sweep === "1" && { sweep: true }),
    };
  }

  #settled(
    grant: RedisGrant<State>,
    outcome: Reply,
    written: WrittenState<State> | undefined,
  ): Settled<State> {
    const { sessions } = this.#parts;
    const { session } = grant;
    if (outcome[0] === "late") {
      sessions.left(session);
      return { stale: false, closable: sessions.released(session) };
    }
    const told = outcome[1] as Reply;
    const facts = factsOf(told);
    session.learn(facts);
    if (outcome[0] === "kept") {
      if (written !== undefined) {
        // The next lease here begins with what is stored now.
        const { target, base, revision } = written;
        Object.assign(target, { base, revision, version: facts.version });
      }
      return { stale: false, closable: sessions.released(session) };
    }
    session.leases -= 1;
    const closable = sessions.left(session);
    return {
      stale: false,
      retired: { session, reason: lastOf(told), leases: session.leases },
      closable,
    };
  }
}
