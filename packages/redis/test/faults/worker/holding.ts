import {
  isSessionaryError,
  type AcquireOptions,
  type Lease,
  type SessionPool,
  type Verdict,
} from "@sessionary/core";
import type { Token } from "./make-pool.ts";
import { report, tell } from "./reports.ts";

/** Leases that the worker was told to take, by name. */
const held = new Map<string, Lease<Token>>();
let isWorking = false;
let working: Promise<unknown>[] = [];
let uses = 0;

export function codeOf(error: unknown): string {
  return isSessionaryError(error) ? error.code : String(error);
}

/** Takes a session in use: whoever looks on is told, at once when the lease is taken away. */
export async function enter(
  pool: SessionPool<Token>,
  lease: string,
  options?: AcquireOptions,
): Promise<Lease<Token>> {
  const taken = await pool.acquire(options);
  const session = taken.session.id;
  taken.signal.addEventListener("abort", () => {
    tell({ kind: "aborted", session, lease, code: codeOf(taken.signal.reason) });
  });
  held.set(lease, taken);
  if (!taken.signal.aborted) await report({ kind: "enter", session, lease });
  return taken;
}

export async function leave(lease: string, verdict: Verdict): Promise<void> {
  const taken = leaseOf(lease);
  held.delete(lease);
  await report({ kind: "leave", session: taken.session.id, lease });
  await taken.settle(verdict);
}

export function leaseOf(lease: string): Lease<Token> {
  const taken = held.get(lease);
  if (taken === undefined) throw new Error(`expected a lease ${lease}`);
  return taken;
}

/** Callers without end. What they are told instead of a session they pass on, and try again a little later. */
export function work(pool: SessionPool<Token>, callers: number): void {
  isWorking = true;
  working = Array.from({ length: callers }, async () => {
    while (isWorking) {
      const lease = `use ${++uses}`;
      try {
        await enter(pool, lease);
        await leave(lease, "ok");
      } catch (error) {
        tell({ kind: "failed", code: codeOf(error) });
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  });
}

export async function rest(): Promise<void> {
  isWorking = false;
  await Promise.all(working);
}
