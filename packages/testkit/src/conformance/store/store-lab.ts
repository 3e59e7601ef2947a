import type { Clock, PoolLimits, SessionStore, StateCodec } from "@sessionary/core";
import type { MaybePromise } from "@sessionary/core";
import type { FakeClock } from "@sessionary/core/testing";
import type { CaseGroup } from "../cases.ts";
import { TestPool, type TestState } from "./test-pool.ts";

/** A store to be tested, empty. */
export interface StoreUnderTest {
  readonly store: SessionStore;
  /** The same pools as another process sees them. @default `store` */
  readonly elsewhere?: SessionStore;
  /**
   * Whether sessions outlive their openers: a pool that everybody has closed still has its sessions and limits, and each opener keeps
   * copies of what it has seen, which it frees when it closes or is told that another one retired the session. @default false
   */
  readonly persistent?: boolean;
  /** Lets time pass for the store, and for the `clock` it was made with. */
  advance(ms: number): MaybePromise<void>;
  close?(): MaybePromise<void>;
}

/** Makes an empty store; `clock` stands still until it is told to move. */
export type MakeStore = (context: { readonly clock: FakeClock }) => MaybePromise<StoreUnderTest>;

/** Checks of one topic for stores. */
export type StoreGroup = CaseGroup<StoreLab>;

/** What every pool of the suite has unless a check says otherwise: three sessions and no limit. */
const limits: PoolLimits = {
  size: { min: 3, max: 3 },
  rotation: "round-robin",
  maxErrors: 1,
  errorRecovery: 0,
  maxCheckFailures: 1,
  maxConcurrency: 1,
  maxAgeMs: Infinity,
  maxIdleMs: Infinity,
  maxUses: Infinity,
  renewBeforeMs: 0,
  shrinkAfterMs: 60_000,
  throttleDelayMs: 1_000,
  maxRestMs: 60_000,
  leaseTimeoutMs: 30_000,
};

/** State that is JSON as it is. */
const codec: StateCodec<TestState> = {
  encode: ({ token }) => ({ token }),
  decode: (json) => json as unknown as TestState,
};

/** What a check of a store works with. */
export class StoreLab {
  readonly #subject: StoreUnderTest;
  readonly #clock: Clock;

  constructor(subject: StoreUnderTest, clock: Clock) {
    this.#subject = subject;
    this.#clock = clock;
  }

  get isPersistent(): boolean {
    return this.#subject.persistent ?? false;
  }

  open(given: Partial<PoolLimits> = {}, name = "pool"): Promise<TestPool> {
    return this.#open(this.#subject.store, given, name);
  }

  /** Opens the pool as another process would. */
  openElsewhere(given: Partial<PoolLimits> = {}, name = "pool"): Promise<TestPool> {
    return this.#open(this.#subject.elsewhere ?? this.#subject.store, given, name);
  }

  async advance(ms: number): Promise<void> {
    await this.#subject.advance(ms);
  }

  async #open(store: SessionStore, given: Partial<PoolLimits>, name: string): Promise<TestPool> {
    const context = { clock: this.#clock, codec };
    return new TestPool(await store.open(name, { ...limits, ...given }, context));
  }
}
