import type { RedisPoolParts } from "./redis-pool.ts";
import type { Reply } from "./replies.ts";
import { heldFor, RedisGrant, type RedisVacancy } from "./tokens.ts";

type Token<State> = RedisGrant<State> | RedisVacancy;

/**
 * Keeps leases and vacancies, and answers what is lost: to others, or because Redis could not be asked in time. A holder that is cut off knows that before
 * Redis gives its sessions to others.
 */
export class Keeping<State> {
  readonly #parts: RedisPoolParts<State>;

  constructor(parts: RedisPoolParts<State>) {
    this.#parts = parts;
  }

  async renew(held: readonly Token<State>[]): Promise<readonly Token<State>[]> {
    const { server, elapsed, attention, until } = this.#parts;
    // Of a process that stood still: its holders are told at once, Redis is asked for the others after that.
    const over = overBy(held, elapsed());
    if (over.length > 0 || held.length === 0) return this.#lost(over);
    const sentAt = elapsed();
    attention.pinging();
    const asked = server.call(
      "renew",
      held.map(({ token }) => token),
    );
    let reply: Reply | undefined;
    try {
      reply = await until(asked, firstEndOf(held));
    } catch (error) {
      return this.#unanswered(held, sentAt, error);
    }
    if (reply === undefined) return this.#lost(held);
    attention.pinged();
    const lost = new Set((reply[1] as readonly unknown[]).map(Number));
    const heldUntil = sentAt + heldFor(server.limits);
    for (const [index, token] of held.entries()) if (!lost.has(index)) token.heldUntil = heldUntil;
    return this.#lost(held.filter((_, index) => lost.has(index)));
  }

  /** Whoever asked for this asks again after a third of the lease time: what ends before that has its end waited for. */
  async #unanswered(
    held: readonly Token<State>[],
    sentAt: number,
    error: unknown,
  ): Promise<readonly Token<State>[]> {
    const { server, elapsed, sleepUntil } = this.#parts;
    const endsAt = firstEndOf(held);
    if (endsAt > sentAt + server.limits.leaseTimeoutMs / 2) throw error;
    await sleepUntil(endsAt);
    // Unless it was renewed after all.
    const over = overBy(held, Math.max(endsAt, elapsed()));
    if (over.length === 0) throw error;
    return this.#lost(over);
  }

  #lost(tokens: readonly Token<State>[]): readonly Token<State>[] {
    const { sessions } = this.#parts;
    for (const token of tokens) {
      if (!(token instanceof RedisGrant) || token.isSettled) continue;
      token.isSettled = true;
      sessions.loseLease(token.session);
    }
    return tokens;
  }
}

function firstEndOf<State>(held: readonly Token<State>[]): number {
  return Math.min(...held.map(({ heldUntil }) => heldUntil));
}

function overBy<State>(held: readonly Token<State>[], at: number): readonly Token<State>[] {
  return held.filter(({ heldUntil }) => heldUntil <= at);
}
