import type {
  Ask,
  Grant,
  PoolStore,
  Refusal,
  Retired,
  Session,
  Settled,
  Vacancy,
} from "@sessionary/core";
import type { StoreLab } from "../store-lab.ts";
import type { TestPool, TestState } from "../test-pool.ts";
import type { RandomAsk, StoreCommand } from "./command.ts";

/** Runs commands on one pool, and writes down what it answers, without what stores may choose as they like. */
export class CommandRunner {
  readonly #lab: StoreLab;
  readonly #pool: TestPool;
  readonly #store: PoolStore<TestState>;
  readonly #grants: Grant<TestState>[] = [];
  readonly #vacancies: Vacancy[] = [];
  /** Sessions are named by the number they were filled under; those that never came to be are named, too. */
  #filled = 0;
  readonly #bornAt: number;

  constructor(lab: StoreLab, pool: TestPool, bornAt: number) {
    this.#lab = lab;
    this.#pool = pool;
    this.#store = pool.store;
    this.#bornAt = bornAt;
  }

  /** What the command answered, and the pool as it then is. */
  async run(command: StoreCommand): Promise<unknown> {
    const answer = await this.#answer(command);
    const sessions = (await this.#store.list()).map((session) => this.#session(session));
    return { answer, counts: await this.#store.counts(), sessions };
  }

  async #answer(command: StoreCommand): Promise<unknown> {
    const store = this.#store;
    switch (command.kind) {
      case "lease":
        return this.#leased(await store.lease(this.#ask(command.ask)));
      case "settle": {
        const grant = take(this.#grants, command.grant);
        // Most sequences are longer on settles than on leases.
        if (grant === undefined) return this.#leased(await store.lease({}));
        const { verdict, retryAfterMs, retire, rank } = command;
        const next = command.next && this.#ask(command.next);
        return this.#settled(
          await store.settle(grant, verdict, { retryAfterMs, retire, rank, next }),
        );
      }
      case "reserve":
        return this.#reserved(await store.reserve({ upTo: command.upTo }));
      case "renewal":
        return this.#reserved(await store.reserve({ replaces: `s${command.session}` }));
      case "fill":
      case "build":
        return this.#fill(command);
      case "abandon": {
        const vacancy = take(this.#vacancies, command.vacancy);
        if (vacancy === undefined) return this.#reserved(await store.reserve({ upTo: "max" }));
        return store.abandon(vacancy, command.outcome, { retryInMs: command.retryInMs });
      }
      case "retire":
        return this.#retired(await store.retire(`s${command.session}`, "manual"));
      case "patch":
        return store.patch(`s${command.session}`, { token: "patched" });
      case "resize": {
        const { min, more } = command;
        return this.#gone(await store.resize({ min, max: min + more }));
      }
      case "advance":
        return this.#lab.advance(command.ms);
      case "sweep": {
        const { retired, nextInMs, renew, renewOnUse } = await store.sweep();
        return {
          retired: this.#gone(retired),
          nextInMs,
          renew: renew?.id,
          renewOnUse: renewOnUse ?? false,
        };
      }
      case "forgive":
        return store.forgive();
    }
  }

  async #fill(command: Extract<StoreCommand, { kind: "fill" | "build" }>): Promise<unknown> {
    if (command.kind === "build") this.#reserved(await this.#store.reserve({ upTo: "max" }));
    const vacancy = take(this.#vacancies, command.kind === "build" ? 0 : command.vacancy);
    if (vacancy === undefined) return "no vacancy";
    const { ageMs, idleMs, lifeMs, pauseMs, rank, uses } = command;
    const counters = { uses, errors: 0, checkFailures: 0 };
    const lease = command.lease && this.#ask(command.lease);
    const filled = await this.#pool.fill(vacancy, `s${this.#filled++}`, {
      ageMs,
      ...(idleMs !== undefined && { idleMs }),
      lifeMs,
      pauseMs,
      rank,
      counters,
      ...(lease && { lease }),
    });
    if (filled === undefined) return "stale";
    return {
      session: this.#session(filled.session),
      grant: filled.grant && this.#leased(filled.grant),
      replaced: this.#retired(filled.replaced),
    };
  }

  #ask({ session, excluded, ...ask }: RandomAsk): Ask {
    const exclude = excluded.length === 0 ? undefined : excluded.map((number) => `s${number}`);
    // One name at a time: the pool refuses both.
    if (session !== undefined) return { ...ask, key: undefined, id: `s${session}`, exclude };
    return { ...ask, exclude };
  }

  #leased(answer: Grant<TestState> | Refusal): unknown {
    if (!answer.granted) {
      const { readyInMs, vacancies, live, boundTo, missing, sweep } = answer;
      const flags = { missing: missing ?? false, sweep: sweep ?? false };
      return { granted: false, readyInMs, vacancies, live, boundTo, ...flags };
    }
    this.#grants.push(answer);
    return { granted: this.#session(answer.session), startsInMs: answer.startsInMs };
  }

  #settled({ stale, retired, closable, next }: Settled<TestState>): unknown {
    return {
      stale,
      retired: this.#retired(retired),
      closable,
      next: next && this.#leased(next),
    };
  }

  #reserved(vacancy: Vacancy | undefined): unknown {
    if (vacancy === undefined) return "none";
    this.#vacancies.push(vacancy);
    return { slot: vacancy.slot, startsInMs: vacancy.startsInMs };
  }

  #retired(retired: Retired<TestState> | undefined): unknown {
    if (retired === undefined) return undefined;
    const { session, reason, leases } = retired;
    return { id: session.id, slot: session.slot, reason, leases };
  }

  /** Several at a time leave in no particular order. */
  #gone(retired: readonly Retired<TestState>[]): unknown {
    return [...retired]
      .sort((a, b) => a.session.slot - b.session.slot)
      .map((each) => this.#retired(each));
  }

  #session(session: Session<TestState>): unknown {
    const { id, slot, state, uses, errors, checkFailures, createdAt, lastLeasedAt } = session;
    const times = {
      createdAt: createdAt - this.#bornAt,
      lastLeasedAt: lastLeasedAt === undefined ? undefined : lastLeasedAt - this.#bornAt,
    };
    return { id, slot, token: state.token, uses, errors, checkFailures, ...times };
  }
}

/** One of those handed out, the latest first. It may come again, as it must not, with one number in four. */
function take<T>(items: T[], number: number): T | undefined {
  const index = items.length - 1 - (number % items.length);
  return number % 4 === 3 ? items[index] : items.splice(index, 1)[0];
}
