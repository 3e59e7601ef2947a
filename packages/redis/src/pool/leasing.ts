import type { Ask, MaybePromise, Refusal, SettleOptions, Settled, Verdict } from "@sessionary/core";
import { askText } from "./ask-text.ts";
import { andThen, isPromise } from "./maybe-promise.ts";
import type { RedisPoolParts } from "./redis-pool.ts";
import type { RemoteSession, StateCopy } from "./remote-session.ts";
import { factsOf, lastOf, numberOf, type Reply } from "./replies.ts";
import type { ChangedState, EncodedState } from "./state-text.ts";
import { heldFor, RedisGrant } from "./tokens.ts";
import type { TurnAnswer } from "./turns.ts";

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
    parts.turns.onLate = (turn) => this.returnLate(turn);
  }

  lease(ask: Ask): Promise<RedisGrant<State> | Refusal> {
    const { turns, elapsed, attention } = this.#parts;
    const text = askText(ask);
    const sentAt = elapsed();
    attention.asking();
    if (!turns.takes(text)) return this.#lease(ask, text);
    return turns.take("", "", text).then((turn) => {
      if (!isGranted(turn)) return this.#lease(ask, text);
      return andThen(this.granted(turn, sentAt, ask), onTime);
    });
  }

  settle(
    grant: RedisGrant<State>,
    verdict: Verdict,
    options: SettleOptions,
  ): Promise<Settled<State>> {
    // Nobody has touched what nobody has used.
    const isUsed = verdict !== "unused" || grant.usesBefore > 0;
    const go = (mine: ChangedState | undefined): Promise<Settled<State>> =>
      this.#settleWith(mine, grant, verdict, options);
    const unstorable = (error: unknown): Promise<never> =>
      this.#unstorable(error, grant, verdict, options);
    let changed: MaybePromise<ChangedState | undefined>;
    try {
      changed = isUsed ? this.#parts.states.changed(grant.copy) : undefined;
    } catch (error) {
      return unstorable(error);
    }
    return isPromise(changed) ? changed.then(go, unstorable) : go(changed);
  }

  /** The state cannot be stored, or not be merged with what is: the lease ends all the same, and what is stored counts. */
  async #unstorable(
    error: unknown,
    grant: RedisGrant<State>,
    verdict: Verdict,
    options: SettleOptions,
  ): Promise<never> {
    await this.#settle(undefined, grant, verdict, { ...options, next: undefined }, "");
    this.#parts.sessions.readAgain(grant.session);
    throw error;
  }

  #settleWith(
    mine: ChangedState | undefined,
    grant: RedisGrant<State>,
    verdict: Verdict,
    options: SettleOptions,
  ): Promise<Settled<State>> {
    const { turns, sessions, elapsed, attention } = this.#parts;
    const { next, retryAfterMs, retire, rank } = options;
    if (next !== undefined) attention.asking();
    const ask = next === undefined ? "" : askText(next);
    const isPlain = verdict === "ok" && (mine ?? retryAfterMs ?? retire ?? rank) === undefined;
    const usual = (): Promise<Settled<State>> => this.#settle(mine, grant, verdict, options, ask);
    if (!isPlain || grant.usesBefore > 0 || !turns.takes(ask)) return usual();
    const sentAt = elapsed();
    return turns.take(String(grant.fence), grant.session.born, ask).then(
      (turn) => {
        if (turn === 0) return usual();
        if (turn === 2) return this.#stale(grant);
        const settled = this.#settled(grant, ["kept"], undefined);
        if (turn === 1) return settled;
        return andThen(this.granted(turn, sentAt, next), (granted) =>
          granted === undefined ? settled : { ...settled, next: granted },
        );
      },
      (error: unknown) => {
        sessions.forgetLease(grant.session);
        throw error;
      },
    );
  }

  async #lease(ask: Ask, text: string): Promise<RedisGrant<State> | Refusal> {
    const { server, elapsed, attention } = this.#parts;
    const sentAt = elapsed();
    const reply = await server.ask("lease", [text], (late) => this.returnLate(late[2]));
    attention.answered(reply[1]);
    return onTime(await this.#answer(reply[2] as Reply, sentAt, ask));
  }

  async #settle(
    mine: ChangedState | undefined,
    grant: RedisGrant<State>,
    verdict: Verdict,
    options: SettleOptions,
    ask: string,
  ): Promise<Settled<State>> {
    const { server, states, sessions, elapsed, attention } = this.#parts;
    const { session, copy } = grant;
    const { retryAfterMs, retire, rank, next } = options;
    const { base, version: known } = mine?.since ?? copy;
    let version = known;
    let written: EncodedState | undefined = mine;
    let target = copy;
    for (;;) {
      const sentAt = elapsed();
      const { id, variant } = session;
      const sealed = written === undefined ? "" : await states.seal(id, variant, written.base);
      const args = [String(grant.fence), session.born, verdict, ask];
      const isPlain = (retryAfterMs ?? retire ?? rank) === undefined;
      if (!isPlain || written !== undefined || grant.usesBefore > 0) {
        args.push(
          retryAfterMs === undefined ? "" : String(retryAfterMs),
          retire ?? "",
          rank === undefined ? "" : String(rank),
          sealed,
          String(version),
          String(grant.usesBefore),
        );
      }
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
        try {
          const theirs = await states.unseal(id, reply[2] as string);
          version = Number(reply[1]);
          const merged = states.merge(base, (mine as ChangedState).base, theirs.base);
          const state = await states.decode(merged);
          const revision = states.revision(state);
          written = merged === theirs.base ? undefined : { base: merged, revision };
          // Until it is written, only its JSON tells that it has to be.
          target = { state, base: theirs.base, version, revision: undefined };
        } catch (error) {
          return this.#unstorable(error, grant, verdict, options);
        }
        session.copy = target;
        continue;
      }
      if (reply === undefined || reply[0] === "stale") return this.#stale(grant);
      attention.answered(reply[1]);
      const settled = this.#settled(grant, reply[2] as Reply, written && { ...written, target });
      if (next === undefined) return settled;
      return { ...settled, next: await this.#answer(reply[3] as Reply, sentAt, next) };
    }
  }

  /** A lease that was kept: its last use was a good one, too. */
  giveBack(grant: RedisGrant<State>): Promise<Settled<State>> {
    return this.settle(grant, "ok", {});
  }

  /** Granted when nobody waited for the answer any more. Should this fail too, the lease times out. */
  returnLate(answer: unknown): void {
    if (!Array.isArray(answer) || answer[0] !== "grant") return;
    const [, fence, , told] = answer as Reply;
    const { born } = factsOf(told as Reply);
    const unused = [String(fence), born, "unused", ""];
    this.#parts.server.call("settle", unused).catch(() => undefined);
  }

  /** `undefined` for a lease that took so long to come that it could be over before it is renewed: it is given back. */
  granted(reply: Reply, sentAt: number, ask?: Ask): MaybePromise<RedisGrant<State> | undefined> {
    const { server, local, elapsed } = this.#parts;
    if (elapsed() - sentAt > server.limits.leaseTimeoutMs / 3) {
      this.returnLate(reply);
      return undefined;
    }
    const [, fence, startsIn, , othersWait] = reply;
    return andThen(this.#sessionOf(reply), (session) => {
      session.leases += 1;
      local.granted(ask);
      const heldUntil = sentAt + heldFor(server.limits);
      const mayBeKept = !ask?.pauseMs && othersWait !== 1;
      const starts = numberOf(startsIn);
      return new RedisGrant(session, Number(fence), starts, sentAt, heldUntil, 0, mayBeKept);
    });
  }

  /** A worker that can't read the state leaves the session to others. */
  #sessionOf(granted: Reply): MaybePromise<RemoteSession<State>> {
    const session = this.#parts.sessions.session(granted[3] as Reply);
    if (!isPromise(session)) return session;
    return session.catch((error: unknown) => {
      this.returnLate(granted);
      throw error;
    });
  }

  /** The lease was lost before. */
  #stale({ session }: RedisGrant<State>): Settled<State> {
    this.#parts.sessions.loseLease(session);
    return STALE;
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
    const told = outcome[1] as Reply | undefined;
    // As it was granted: nothing but the time of its last use has changed.
    if (told === undefined) return { stale: false, closable: sessions.released(session) };
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

function isGranted(turn: TurnAnswer): turn is Reply {
  return typeof turn === "object";
}

/** @throws when the lease came too late */
function onTime<T>(answer: T | undefined): T {
  if (answer !== undefined) return answer;
  throw new Error("Redis took longer for a lease than a third of `leaseTimeoutMs`");
}
