import {
  memoryStore,
  type Filled,
  type Grant,
  type PoolStore,
  type Refusal,
  type Retired,
  type Session,
  type SessionStore,
  type Settled,
} from "@sessionary/core";
import { delegate } from "./sabotaged-stores.ts";

/** What one opener has seen of a pool. */
class Opener {
  readonly copies: Map<string, Session> = new Map();
  readonly leases: Map<string, number> = new Map();
  wasRefused = false;
  isClosed = false;
  onGone: ((session: Session) => void) | undefined;

  granted({ session }: Grant<unknown>): void {
    this.copies.set(session.id, session);
    this.leases.set(session.id, this.leasesOf(session.id) + 1);
  }

  answered<Answer extends Grant<unknown> | Refusal>(answer: Answer): Answer {
    if (answer.granted) this.granted(answer);
    else this.wasRefused = true;
    return answer;
  }

  leasesOf(id: string): number {
    return this.leases.get(id) ?? 0;
  }

  /** Another opener has retired the session. */
  lose(id: string): void {
    const copy = this.copies.get(id);
    if (copy === undefined || this.leasesOf(id) > 0) return;
    this.copies.delete(id);
    this.onGone?.(copy);
  }
}

/** A memory store as one on a server would be: pools outlive their openers, who keep copies, and only the refused are woken. */
export function lastingStore(): SessionStore {
  const inner = memoryStore();
  const pools = new Map<string, Set<Opener>>();
  return {
    open: async (name, limits, context) => {
      // One opener stays, so that the pool does.
      if (!pools.has(name)) await inner.open(name, limits, context);
      const openers = pools.get(name) ?? new Set();
      pools.set(name, openers);
      const pool = await inner.open(name, limits, context);
      const opener = new Opener();
      openers.add(opener);
      return Object.assign(delegate(pool), lasting(pool as PoolStore<unknown>, opener, openers));
    },
  };
}

function lasting(
  pool: PoolStore<unknown>,
  opener: Opener,
  openers: Set<Opener>,
): Partial<PoolStore<unknown>> {
  return {
    lease: async (ask) => opener.answered(await pool.lease(ask)),
    reserve: async (options) => {
      const vacancy = await pool.reserve(options);
      if (vacancy === undefined) opener.wasRefused = true;
      return vacancy;
    },
    fill: async (vacancy, record): Promise<Filled<unknown> | undefined> => {
      const filled = await pool.fill(vacancy, record);
      if (filled !== undefined) opener.copies.set(filled.session.id, filled.session);
      if (filled?.grant !== undefined) opener.granted(filled.grant);
      return filled;
    },
    list: async () => {
      const sessions = await pool.list();
      for (const session of sessions) opener.copies.set(session.id, session);
      return sessions;
    },
    settle: async (grant, verdict, options): Promise<Settled<unknown>> => {
      const settled = await pool.settle(grant, verdict, options);
      if (settled.stale) return settled;
      const { id } = grant.session;
      const left = opener.leasesOf(id) - 1;
      opener.leases.set(id, left);
      if (settled.next !== undefined) opener.answered(settled.next);
      return opener.isClosed && left === 0 ? { ...settled, closable: true } : settled;
    },
    retire: async (id, reason) => {
      const retired = await pool.retire(id, reason);
      if (retired === undefined) return undefined;
      opener.copies.delete(id);
      for (const other of openers) if (other !== opener) other.lose(id);
      return retired;
    },
    watch: (listener, onGone) => {
      opener.onGone = onGone;
      return pool.watch(() => {
        if (!opener.wasRefused) return;
        opener.wasRefused = false;
        listener();
      });
    },
    close: async (): Promise<readonly Retired<unknown>[]> => {
      opener.isClosed = true;
      openers.delete(opener);
      await pool.close();
      return [...opener.copies.values()].map((session) => ({
        session,
        reason: "closed",
        leases: opener.leasesOf(session.id),
      }));
    },
  };
}
