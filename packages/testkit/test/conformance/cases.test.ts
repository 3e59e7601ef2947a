import { describe, expect, it } from "vitest";
import { registerCases, type CaseGroup } from "../../src/conformance/cases.ts";

const ran: string[] = [];
const groups: readonly CaseGroup<string>[] = [
  {
    topic: "topic",
    cases: {
      one: async (subject) => void ran.push(`one ${subject}`),
      two: async (subject) => void ran.push(`two ${subject}`),
    },
  },
];

registerCases("cases that are registered", groups, { two: "it needs a browser" }, (check) =>
  check("subject"),
);

describe("registerCases", () => {
  it("runs what is not skipped", () => {
    expect(ran).toEqual(["one subject"]);
  });

  it("refuses to skip what does not exist", () => {
    expect(() => registerCases("x", groups, { three: "why not" }, async () => undefined)).toThrow(
      'x: `skip` names no check: "three"',
    );
  });

  it("refuses to skip without a reason", () => {
    expect(() => registerCases("x", groups, { one: " " }, async () => undefined)).toThrow(
      'x: `skip` gives no reason for "one"',
    );
  });
});
