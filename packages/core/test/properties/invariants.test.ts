import fc from "fast-check";
import { test } from "vitest";
import { anyCommand } from "./commands.ts";
import { runs } from "./runs.ts";
import { runCommands, type Ending } from "./run.ts";
import { anySetup } from "./setup.ts";

const anyEnding: fc.Arbitrary<Ending> = fc.record({
  calm: fc.boolean(),
  drainTimeoutMs: fc.constantFrom(0, 1_000),
  settles: fc.nat({ max: 5 }),
});

const anyCommands = fc.array(anyCommand, { minLength: 5, maxLength: 60, size: "max" });

const anyRun = [anyCommands, anyEnding] as const;

test("every invariant holds after every command, whatever the options and the commands", async () => {
  const property = fc.asyncProperty(anySetup, ...anyRun, (setup, commands, ending) =>
    runCommands({ ...setup, store: "near" }, commands, ending),
  );
  await fc.assert(property, runs(2_000));
}, 600_000);

test("they hold with a store that answers by promise, too", async () => {
  const property = fc.asyncProperty(anySetup, ...anyRun, (setup, commands, ending) =>
    runCommands({ ...setup, store: "far" }, commands, ending),
  );
  await fc.assert(property, runs(500));
}, 600_000);
