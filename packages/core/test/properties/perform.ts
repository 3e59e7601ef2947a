import { initLater, isSessionaryError } from "../../src/index.ts";
import type { Command, InitEnd } from "./commands.ts";
import { violation } from "./ledger.ts";
import type { Building, World } from "./world.ts";

/** Does one command. Answers whether the world must be looked at before the next one. */
export async function perform(world: World, command: Command): Promise<boolean> {
  const { pool } = world;
  switch (command.do) {
    case "acquire":
      world.acquire({});
      return false;
    case "use":
      world.use({});
      return false;
    case "acquireByKey":
    case "useByKey": {
      const { key, onMissing } = command;
      const asks = onMissing === undefined ? { key } : { key, onMissing };
      if (command.do === "useByKey") world.use(asks);
      else world.acquire(asks);
      return false;
    }
    case "acquireById": {
      const { pick, onMissing } = command;
      const known = [...world.ledger.everybody].map(({ session }) => session.id);
      const id = known[pick % (known.length + 1)] ?? "wanted";
      world.acquire(onMissing === undefined ? { id } : { id, onMissing });
      return false;
    }
    case "settle": {
      const held = one(world.held, command.pick);
      if (held !== undefined) world.settle(held, command.page);
      return held?.isTask === true;
    }
    case "settleAgain":
      await settleAgain(world, command.pick);
      return false;
    case "abort": {
      const pending = world.callers.filter(({ result }) => result.state === "pending");
      const caller = one(pending, command.pick);
      if (caller !== undefined) world.abort(caller);
      return false;
    }
    case "retire": {
      const entry = one(world.ledger.live, command.pick);
      if (entry !== undefined) world.ask(pool.retire(entry.session.id));
      return false;
    }
    case "endInit": {
      const waiting = world.inits.filter(({ ended }) => !ended);
      const init = one(waiting, command.pick);
      if (init !== undefined) endInit(world, init, command.end);
      return true;
    }
    case "advance":
      await world.clock.advance(command.ms);
      return true;
    case "resize": {
      const { size } = command;
      world.size = typeof size === "number" ? { min: size, max: size } : size;
      world.ask(pool.resize(size));
      return true;
    }
    case "warm":
      world.ask(pool.warm(command.count));
      return false;
    case "add":
      world.add();
      return true;
    case "pause":
      pool.pause();
      return true;
    case "resume":
      pool.resume();
      return true;
    default:
      return command satisfies never;
  }
}

/** Ends an init one way or the other. */
export function endInit(world: World, init: Building, end: InitEnd): void {
  const { context } = init;
  init.ended = true;
  const judged = async (verdict: "inconclusive" | "invalid"): Promise<void> => {
    const state = world.newState();
    await context.check({ verdict });
    init.resolve(state);
  };
  switch (end) {
    case "ready":
      return init.resolve(world.newState());
    case "bad":
      return init.resolve(false);
    case "throws":
      return init.reject(new Error("no login"));
    case "later":
      try {
        return initLater();
      } catch (error) {
        return init.reject(error);
      }
    case "inconclusive":
      return void judged("inconclusive");
    case "rejected":
      return void judged("invalid");
    default:
      return end satisfies never;
  }
}

/** Invariant 5: a second settle is an error, and changes nothing. */
async function settleAgain(world: World, pick: number): Promise<void> {
  const held = one(world.settled, pick);
  if (held === undefined) return;
  const before = JSON.stringify(world.pool.stats());
  const again = held.end({ verdict: "error" });
  if (JSON.stringify(world.pool.stats()) !== before) violation("a second settle changed the stats");
  const error: unknown = await again.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isSessionaryError(error, "ERR_LEASE_SETTLED") && !isSessionaryError(error, "ERR_LEASE_LOST"))
    violation(`a second settle ended with ${String(error)}`);
}

function one<T>(list: readonly T[], pick: number): T | undefined {
  return list[pick % list.length];
}
