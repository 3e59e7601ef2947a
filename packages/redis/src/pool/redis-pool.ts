import type {
  Ask,
  Filled,
  Grant,
  MaybePromise,
  NewSession,
  PoolLimits,
  PoolStore,
  Refusal,
  ReserveOptions,
  Retired,
  RetireReason,
  Session,
  SettleOptions,
  Settled,
  StoreCounts,
  Swept,
  Vacancy,
  Verdict,
} from "@sessionary/core";
import type { Attention } from "./attention.ts";
import { Keeping } from "./keeping.ts";
import type { KnownSessions } from "./known-sessions.ts";
import { Leasing, STALE } from "./leasing.ts";
import type { LocalLeases } from "./local-leases.ts";
import { RemoteSession, type NewFacts } from "./remote-session.ts";
import { countsOf, lastOf, newFactsOf, numberOf, type Reply } from "./replies.ts";
import { newSessionText } from "./new-session-text.ts";
import type { Server } from "./server.ts";
import type { StateText } from "./state-text.ts";
import { heldFor, RedisVacancy, type RedisGrant } from "./tokens.ts";
import type { Turns } from "./turns.ts";

/** What a pool in Redis runs on. */
export interface RedisPoolParts<State> {
  readonly server: Server;
  readonly states: StateText<State>;
  readonly sessions: KnownSessions<State>;
  readonly turns: Turns;
  readonly attention: Attention;
  readonly local: LocalLeases<State>;
  /** Milliseconds of this process that only ever go forward. */
  readonly elapsed: () => number;
  /** Waits for a promise at most until a time of `elapsed`. */
  readonly until: <T>(promise: Promise<T>, at: number) => Promise<T>;
  readonly sleepUntil: (at: number) => Promise<void>;
}

const KEPT: Settled<never> = Object.freeze({ stale: false, closable: false });
const LIST_PAGE = 5_000;

/** One pool in Redis, as one worker has it open. */
export class RedisPool<State> implements PoolStore<State> {
  readonly shared = true;
  readonly #parts: RedisPoolParts<State>;
  readonly #leasing: Leasing<State>;
  readonly #keeping: Keeping<State>;

  constructor(parts: RedisPoolParts<State>) {
    const { server, sessions, attention, local } = parts;
    this.#parts = parts;
    this.#leasing = new Leasing(parts);
    this.#keeping = new Keeping(parts);
    server.onLost = () => this.#lostAll();
    sessions.onLeft = (session) => local.drop(session);
    local.attach(async (grant) => {
      const { closable } = await this.#leasing.giveBack(grant);
      // Nobody settles it who would free what it holds.
      if (closable) sessions.tell(grant.session);
    });
    attention.attach({
      gone: (born) => sessions.gone(born),
      // Should this fail, too, the connection is lost again, and there again after that.
      missed: () => void this.#catchUp().catch(() => undefined),
      share: () => local.share(),
    });
  }

  get limits(): PoolLimits {
    return this.#parts.server.limits;
  }

  lease(ask: Ask): MaybePromise<RedisGrant<State> | Refusal> {
    const { local } = this.#parts;
    if (!local.isOn) return this.#leasing.lease(ask);
    const kept = local.lease(ask);
    if (kept !== undefined) return kept;
    // A session that is kept here may be the one that is asked for.
    const isNamed = ask.id !== undefined || ask.key !== undefined;
    const ready = isNamed ? local.giveAllBack() : Promise.resolve();
    return ready
      .then(() => this.#leasing.lease(ask))
      .then((answer) => this.#withoutKept(ask, answer));
  }

  settle(
    given: Grant<State>,
    verdict: Verdict,
    options: SettleOptions = {},
  ): MaybePromise<Settled<State>> {
    const grant = given as RedisGrant<State>;
    if (grant.isSettled) return STALE;
    grant.isSettled = true;
    const { local } = this.#parts;
    if (local.isOn && local.keep(grant, verdict, options)) {
      if (options.next === undefined) return KEPT;
      const next = local.lease(options.next);
      if (next !== undefined) return { stale: false, closable: false, next };
      local.takeBack(grant);
    }
    const settling = this.#leasing.settle(grant, verdict, options);
    if (!local.isOn || options.next === undefined) return settling;
    return settling.then((settled) => this.#nextWithoutKept(options.next as Ask, settled));
  }

  /** Refused for what this worker itself keeps: that is given back, and it is asked again. */
  async #withoutKept(
    ask: Ask,
    answer: RedisGrant<State> | Refusal,
  ): Promise<RedisGrant<State> | Refusal> {
    const { local } = this.#parts;
    let last = answer;
    while (!last.granted && local.keepsAny) {
      await local.giveAllBack();
      last = await this.#leasing.lease(ask);
    }
    return last;
  }

  async #nextWithoutKept(ask: Ask, settled: Settled<State>): Promise<Settled<State>> {
    const next = settled.next as RedisGrant<State> | Refusal | undefined;
    return next === undefined ? settled : { ...settled, next: await this.#withoutKept(ask, next) };
  }

  async reserve(options: ReserveOptions): Promise<Vacancy | undefined> {
    const wish = "upTo" in options ? options.upTo : `=${options.replaces}`;
    const { server, elapsed } = this.#parts;
    const sentAt = elapsed();
    const read = (reply: Reply): RedisVacancy | undefined =>
      reply[0] === "vacancy"
        ? new RedisVacancy(
            Number(reply[2]),
            Number(reply[1]),
            numberOf(reply[4]),
            reply[3] as string,
            sentAt + heldFor(this.limits),
          )
        : undefined;
    return read(
      await server.ask("reserve", [wish], (reply) => {
        const vacancy = read(reply);
        // Should this fail, too, the vacancy times out.
        if (vacancy !== undefined) this.abandon(vacancy, "cancelled").catch(() => undefined);
      }),
    );
  }

  async fill(vacancy: Vacancy, built: NewSession<State>): Promise<Filled<State> | undefined> {
    const { server, states, sessions, elapsed, attention } = this.#parts;
    const { base, revision } = await states.encode(built.state);
    const sealed = await states.seal(built.id, built.variant, base);
    const sentAt = elapsed();
    const args = [...(vacancy as RedisVacancy).args, newSessionText(built), sealed];
    const reply = await server.call("fill", args, (late) => {
      if (late[0] === "filled") this.#leftLate(built.id, late[3]);
    });
    if (reply === undefined || reply[0] !== "filled") return undefined;
    attention.answered(reply[1]);
    const told = newFactsOf(reply[2] as Reply) as NewFacts;
    const session = new RemoteSession(
      told,
      built.variant,
      sessions.copyOf(built.state, base, told.version, revision),
      sentAt,
    );
    sessions.add(session);
    const replaced = isReply(reply[4]) ? sessions.retired(reply[4]) : undefined;
    const grant = isReply(reply[3])
      ? await this.#leasing.granted(reply[3], sentAt, built.lease)
      : undefined;
    return { session, ...(grant && { grant }), ...(replaced && { replaced }) };
  }

  async abandon(
    vacancy: Vacancy,
    outcome: "bad" | "later" | "cancelled",
    options: { readonly retryInMs?: number } = {},
  ): Promise<number> {
    const { server, attention } = this.#parts;
    const args = [...(vacancy as RedisVacancy).args, outcome, String(options.retryInMs ?? 0)];
    const reply = await server.call("abandon", args);
    if (reply === undefined) return 0;
    attention.answered(reply[1]);
    return Number(reply[2]);
  }

  async forgive(): Promise<void> {
    await this.#parts.server.call("forgive", []);
  }

  renew(held: readonly (Grant<State> | Vacancy)[]): Promise<readonly (Grant<State> | Vacancy)[]> {
    return this.#keeping.renew(held as readonly (RedisGrant<State> | RedisVacancy)[]);
  }

  async retire(id: string, reason: RetireReason): Promise<Retired<State> | undefined> {
    const { server, sessions, attention } = this.#parts;
    const reply = await server.call("retire", [id, reason]);
    if (reply === undefined || reply[0] === "none") return undefined;
    attention.answered(reply[1]);
    return sessions.retired(reply[2] as Reply);
  }

  async patch(id: string, state: State): Promise<boolean> {
    const { server, states, sessions } = this.#parts;
    const known = sessions.get(id);
    let variant = known?.variant;
    if (known === undefined) {
      const stored = await server.ask("read", [`=${id}`]);
      if (stored[0] === "none") return false;
      ({ variant } = await states.unseal(id, lastOf(stored[1] as Reply)));
    }
    const { base, revision } = await states.encode(state);
    const reply = await server.call("patch", [id, await states.seal(id, variant, base)]);
    if (reply === undefined || reply[0] === "none") return false;
    sessions.replace(reply[1] as string, sessions.copyOf(state, base, Number(reply[2]), revision));
    return true;
  }

  async sweep(): Promise<Swept<State>> {
    const { server, sessions, attention } = this.#parts;
    const [, woke, retired, nextIn, renew, onUse] = await server.ask("sweep", []);
    attention.answered(woke);
    const due = isReply(renew) ? await sessions.session(renew) : undefined;
    return {
      retired: (retired as readonly Reply[]).map((each) => sessions.retired(each)),
      nextInMs: numberOf(nextIn),
      ...(due && { renew: due }),
      ...(onUse === "1" && { renewOnUse: true }),
    };
  }

  async resize({ min, max }: PoolLimits["size"]): Promise<readonly Retired<State>[]> {
    const { server, sessions, attention, local } = this.#parts;
    // What is kept is idle, and may be too much.
    await local.giveAllBack();
    const [, woke, retired] = await server.ask("resize", [String(min), String(max)]);
    server.resized({ min, max });
    attention.answered(woke);
    return (retired as readonly Reply[]).map((each) => sessions.retired(each));
  }

  get(id: string): RemoteSession<State> | undefined {
    return this.#parts.sessions.get(id);
  }

  async list(): Promise<readonly RemoteSession<State>[]> {
    const { server, sessions } = this.#parts;
    const listed: RemoteSession<State>[] = [];
    for (let from = 0; ; from += LIST_PAGE) {
      const args = [String(from), String(from + LIST_PAGE)];
      const [, more, page] = await server.ask("list", args);
      for (const each of page as readonly Reply[]) listed.push(await sessions.session(each));
      if (more === "0") return listed;
    }
  }

  async counts(): Promise<StoreCounts> {
    return countsOf(await this.#parts.server.ask("counts", []));
  }

  watch(
    listener: () => void,
    onGone: (session: Session<State>) => void = () => undefined,
    onOutdated: (session: Session<State>) => void = () => undefined,
  ): () => void {
    const { attention, sessions } = this.#parts;
    const stop = attention.watch(listener);
    const stopTelling = sessions.watch(onGone, onOutdated);
    return () => {
      stop();
      stopTelling();
    };
  }

  /** The sessions stay in Redis, for other workers and later ones; what this process holds of them is to be freed. */
  async close(): Promise<readonly Retired<State>[]> {
    const { server, sessions, attention, local } = this.#parts;
    // A server that is away need not be told: what this worker had returns when its leases time out.
    await local.close().catch(() => undefined);
    await attention.close();
    const closed = sessions.live();
    for (const session of closed) sessions.left(session);
    await server.leave().catch(() => undefined);
    return closed.map((session) => ({ session, reason: "closed", leases: session.leases }));
  }

  /** It entered the pool when its builder had given it up, and freed what it holds. Should this fail, too, it stays. */
  #leftLate(id: string, grant: unknown): void {
    this.#leasing.returnLate(grant);
    this.#parts.server.call("retire", [id, "closed"]).catch(() => undefined);
  }

  /** Redis has lost the pool: nothing that was in it is any more. */
  #lostAll(): void {
    const { sessions, attention } = this.#parts;
    for (const { born } of sessions.live()) sessions.gone(born);
    attention.wake();
  }

  /** Messages may have been missed: asks which sessions are still there. */
  async #catchUp(): Promise<void> {
    const { server, sessions, attention } = this.#parts;
    const known = sessions.live().map(({ born }) => born);
    const reply = await server.call("gone", known);
    if (reply !== undefined) {
      for (const born of reply[1] as readonly string[]) sessions.gone(born);
      server.resized({ min: numberOf(reply[2]), max: numberOf(reply[3]) });
    }
    attention.wake();
  }
}

function isReply(value: unknown): value is Reply {
  return Array.isArray(value);
}
