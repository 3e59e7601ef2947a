import fc from "fast-check";
import { expect, test } from "vitest";
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

test("every invariant holds after every command, whatever the options and the commands", async () => {
  const property = fc.asyncProperty(anySetup, anyCommands, anyEnding, runCommands);
  await expect(fc.assert(property, runs(2_500))).resolves.toBeUndefined();
}, 120_000);
