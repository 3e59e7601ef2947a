import fc from "fast-check";
import { expect, test } from "vitest";
import { WaitingLine } from "../../src/concurrency/waiting-line.ts";

test("whoever joins and leaves in between, the line is by priority, then by order", () => {
  const step = fc.record({
    what: fc.constantFrom("join", "join", "shift", "leave"),
    priority: fc.integer({ min: -2, max: 2 }),
    who: fc.nat(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const line = new WaitingLine<{ priority: number; order: number }>();
      let model: { priority: number; order: number }[] = [];
      for (const [order, { what, priority, who }] of steps.entries()) {
        model.sort((a, b) => b.priority - a.priority || a.order - b.order);
        if (what === "join") {
          const item = { priority, order };
          line.join(item);
          model.push(item);
        } else if (what === "shift") {
          expect(line.shift()).toBe(model.shift());
        } else {
          const item = model[who % model.length];
          if (item === undefined) continue;
          line.leave(item);
          line.leave(item);
          model = model.filter((other) => other !== item);
        }
        expect(line.size).toBe(model.length);
      }
    }),
  );
});
