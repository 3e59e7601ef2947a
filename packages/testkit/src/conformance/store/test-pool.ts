import type {
  Ask,
  Filled,
  Grant,
  NewSession,
  PoolStore,
  Refusal,
  ReserveOptions,
  Session,
  SettleOptions,
  Settled,
  StoreCounts,
  Vacancy,
  Verdict,
} from "@sessionary/core";
import { expect } from "vitest";

/** What the sessions of the suite keep. */
export interface TestState {
  readonly token: string;
}

/** A pool of a store, in the words the checks use. */
export class TestPool {
  readonly store: PoolStore<TestState>;

  constructor(store: PoolStore<TestState>) {
    this.store = store;
  }

  /** Takes a vacancy that has to be there. */
  async vacancy(options: ReserveOptions = { upTo: "max" }): Promise<Vacancy> {
    const vacancy = await this.store.reserve(options);
    if (vacancy === undefined) throw new Error("expected a vacancy, got none");
    return vacancy;
  }

  async fill(
    vacancy: Vacancy,
    id: string,
    given: Partial<NewSession<TestState>> = {},
  ): Promise<Filled<TestState> | undefined> {
    const blank = { state: { token: `token of ${id}` }, variant: undefined };
    const timeless = { ageMs: 0, lifeMs: Infinity, pauseMs: 0 };
    return this.store.fill(vacancy, { ...blank, ...timeless, id, ...given });
  }

  /** Builds sessions, one after the other. */
  async build(...ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.buildAs(id);
  }

  async buildAs(
    id: string,
    given: Partial<NewSession<TestState>> = {},
  ): Promise<Filled<TestState>> {
    const filled = await this.fill(await this.vacancy(), id, given);
    if (filled === undefined) throw new Error(`expected session ${id} to be taken in`);
    return filled;
  }

  /** Leases what has to be there. */
  async lease(ask: Ask = {}): Promise<Grant<TestState>> {
    const answer = await this.store.lease(ask);
    if (!answer.granted) {
      throw new Error(`expected a lease, got a refusal: ${JSON.stringify(answer)}`);
    }
    return answer;
  }

  async leaseId(ask: Ask = {}): Promise<string> {
    const { session } = await this.lease(ask);
    return session.id;
  }

  /** Asks for what must not be there. */
  async refusal(ask: Ask = {}): Promise<Refusal> {
    const answer = await this.store.lease(ask);
    if (answer.granted) throw new Error(`expected a refusal, got session ${answer.session.id}`);
    return answer;
  }

  async settle(
    grant: Grant<TestState>,
    verdict: Verdict = "ok",
    options: SettleOptions = {},
  ): Promise<Settled<TestState>> {
    return this.store.settle(grant, verdict, options);
  }

  /** Leases, settles, and answers which session it was. */
  async use(ask: Ask = {}, verdict: Verdict = "ok", options: SettleOptions = {}): Promise<string> {
    const grant = await this.lease(ask);
    await this.settle(grant, verdict, options);
    return grant.session.id;
  }

  async uses(times: number, ask: Ask = {}): Promise<string[]> {
    const ids: string[] = [];
    for (let time = 0; time < times; time++) ids.push(await this.use(ask));
    return ids;
  }

  /** A live session, with its counters as they are now. */
  async session(id: string): Promise<Session<TestState>> {
    const session = (await this.store.list()).find((each) => each.id === id);
    if (session === undefined) throw new Error(`expected session ${id} to be live`);
    return session;
  }

  async ids(): Promise<string[]> {
    return (await this.store.list()).map(({ id }) => id);
  }

  async expectCounts(expected: Partial<StoreCounts>): Promise<void> {
    expect(await this.store.counts()).toMatchObject(expected);
  }
}
