/** A process that uses a pool in Redis as it is told, and reports what it does. */
import { existsSync } from "node:fs";
import { codeOf, enter, leaseOf, leave, rest, work } from "./holding.ts";
import { listenAt, makePool } from "./make-pool.ts";
import type { Order, Outcome, ToWorker, WorkerSetup } from "./protocol.ts";
import { say } from "./reports.ts";

const setup = JSON.parse(process.argv[2] as string) as WorkerSetup;
const pool = await makePool(setup);

async function obey(order: Order): Promise<unknown> {
  switch (order.kind) {
    case "acquire": {
      const { session } = await enter(pool, order.lease, order.options);
      return session.id;
    }
    case "settle":
      return leave(order.lease, order.verdict);
    case "work":
      return work(pool, order.callers);
    case "rest":
      return rest();
    case "block":
      return block(order.lease, order.until);
    case "block and settle":
      return blockAndSettle(order.lease, order.until);
    case "listen at":
      return listenAt(order.port);
    case "token":
      return leaseOf(order.lease).session.state.token;
    case "stats":
      return pool.stats();
    case "close":
      return pool.close();
  }
}

/** Answers whether the lease was known to be lost as soon as anything else could run. */
async function block(lease: string, until: string): Promise<boolean> {
  const { signal } = leaseOf(lease);
  standStill(until);
  await new Promise((resolve) => setTimeout(resolve, 0));
  return signal.aborted;
}

async function blockAndSettle(lease: string, until: string): Promise<void> {
  const taken = leaseOf(lease);
  standStill(until);
  taken.session.state.token = "of a holder that stood still";
  await taken.settle("error");
}

function standStill(until: string): void {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  while (!existsSync(until)) Atomics.wait(cell, 0, 0, 5);
}

async function answer(order: Order): Promise<Outcome> {
  try {
    return { value: await obey(order) };
  } catch (error) {
    return { code: codeOf(error), message: String(error) };
  }
}

process.on("message", (message: ToWorker) => {
  if (message.type !== "order") return;
  const { number, order } = message;
  void answer(order).then((outcome) => say({ type: "outcome", number, outcome }));
});
// Whoever started it is gone.
process.on("disconnect", () => process.exit());
say({ type: "ready" });
