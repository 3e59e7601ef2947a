import { makeDisposable } from "../async-dispose.ts";
import type { SessionaryError } from "../errors/sessionary-error.ts";
import { normalizeJudgement } from "../judging/judgement.ts";
import type { Judged } from "../judging/judge.ts";
import type { Judgement } from "../judging/verdict.ts";
import type { ListNode } from "../linked-list.ts";
import type { Session } from "../session/session.ts";
import type { Grant } from "../store/store.ts";
import type { Trigger } from "./demand.ts";
import { LazySignal } from "./lazy-signal.ts";
import type { PoolParts } from "./pool-parts.ts";
import type { Lease } from "./session-pool.ts";

const OK = normalizeJudgement("ok");

/** What a settle answers that is done already. */
export const SETTLED: Promise<void> = Promise.resolve();

/** Where a lease is given back. */
export interface LeaseHome<State, Request> {
  readonly parts: Pick<PoolParts<State, Request, never>, "error">;
  settle(lease: PoolLease<State, Request>, judged: Judged): Promise<void>;
}

/** A lease as the pool hands it out. */
export class PoolLease<State, Request>
  implements Lease<State>, ListNode<PoolLease<State, Request>>
{
  declare readonly [Symbol.asyncDispose]: () => Promise<void>;
  readonly grant: Grant<State>;
  /** What it was leased for. */
  readonly trigger: Partial<Trigger<Request>> | undefined;
  /** Told when the pool ends the lease before its holder does. */
  onEnd: ((error: SessionaryError) => void) | undefined = undefined;
  prev: PoolLease<State, Request> | undefined = undefined;
  next: PoolLease<State, Request> | undefined = undefined;

  readonly #home: LeaseHome<State, Request>;
  #stage: "open" | "settled" | "ended" = "open";
  #signal: LazySignal | undefined = undefined;

  constructor(
    home: LeaseHome<State, Request>,
    grant: Grant<State>,
    trigger: Partial<Trigger<Request>> | undefined,
  ) {
    this.#home = home;
    this.grant = grant;
    this.trigger = trigger;
  }

  get session(): Session<State> {
    return this.grant.session;
  }

  get isOpen(): boolean {
    return this.#stage === "open";
  }

  get signal(): AbortSignal {
    return (this.#signal ??= new LazySignal()).signal;
  }

  settle(judgement: Judgement): Promise<void> {
    if (judgement === "ok") return this.settleAs(OK);
    try {
      return this.settleAs(normalizeJudgement(judgement));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  settleAs(judged: Judged): Promise<void> {
    if (this.#stage === "settled") {
      const what = `the lease of session ${this.session.id} is settled already`;
      return Promise.reject(this.#home.parts.error("ERR_LEASE_SETTLED", what));
    }
    if (this.#stage === "ended") return Promise.reject(this.signal.reason);
    this.#stage = "settled";
    return this.#home.settle(this, judged);
  }

  /** Ends the lease over its holder's head. */
  end(error: SessionaryError): void {
    if (this.#stage !== "open") return;
    this.#stage = "ended";
    (this.#signal ??= new LazySignal()).abort(error);
    this.onEnd?.(error);
  }
}

makeDisposable(PoolLease.prototype, async function dispose() {
  if (this.isOpen) await this.settle("unused");
});
