import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createHttpIdentity } from "../../src/index.ts";
import { url } from "../support/arbitraries.ts";

/** Cookie names are drawn from few, so that the sessions hold the same cookies; values tell whose they are. */
const action = fc.record({
  session: fc.nat({ max: 4 }),
  header: fc
    .tuple(
      fc.constantFrom("a", "b", "__Secure-c"),
      fc.constantFrom("", "; Path=/", "; Domain=shop.example", "; Secure", "; Max-Age=0"),
    )
    .map(([name, attributes]) => ({ name, attributes })),
  from: url,
  read: url,
});

describe("sessions", () => {
  it("never send a cookie that another session received", () => {
    fc.assert(
      fc.property(fc.array(action, { minLength: 1, maxLength: 40 }), (actions) => {
        const sessions = Array.from({ length: 5 }, () => createHttpIdentity().cookies);
        const received = sessions.map(() => new Set<string>());
        for (const [turn, { session, header, from, read }] of actions.entries()) {
          const value = `s${session}t${turn}`;
          sessions[session]?.setCookie(`${header.name}=${value}${header.attributes}`, from);
          received[session]?.add(`${header.name}=${value}`);
          for (const [owner, jar] of sessions.entries()) {
            const sent = jar.cookieHeader(read).split("; ").filter(Boolean);
            for (const pair of sent)
              expect(received[owner]?.has(pair), `session ${owner} sent ${pair}`).toBe(true);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
