import { describe, expect, it } from "vitest";
import type { ZyteRequest } from "../../src/index.ts";
import { BAN, PAGE, createLab, turn } from "./support/service.ts";

function* queries(count: number, taken: number[] = []): Generator<ZyteRequest> {
  for (let n = 0; n < count; n += 1) {
    taken.push(n);
    yield { ...PAGE, url: `https://example.com/${n}` };
  }
}

describe("iterate over sessions", () => {
  it("hands over what became of each query, failed ones included", async () => {
    const lab = createLab({
      pool: { size: 2, retries: 1 },
      script: ({ url, echoData }) =>
        echoData === "use" && url.endsWith("/3") ? BAN : { browserHtml: url },
    });
    const outcomes = new Map<number, unknown>();
    for await (const { index, response, error } of lab.sessions.iterate(queries(6))) {
      outcomes.set(index, response?.browserHtml ?? (error as { code?: string }).code);
    }
    expect(outcomes.size).toBe(6);
    expect(outcomes.get(3)).toBe("ERR_RETRIES_EXHAUSTED");
    expect(outcomes.get(5)).toBe("https://example.com/5");
  });

  it("takes no more from its input than may be pending", async () => {
    const lab = createLab({ pool: { size: 2 } });
    const taken: number[] = [];
    const outcomes = lab.sessions.iterate(queries(1000, taken), { maxPending: 5 });
    await outcomes.next();
    await turn(lab.clock);
    expect(taken.length).toBeLessThanOrEqual(6);
    await outcomes.return();
  });

  it("ends with its signal, and leaves nothing under way when the loop is left", async () => {
    const lab = createLab({
      script: ({ echoData }) => (echoData === "use" ? new Promise(() => {}) : undefined),
    });
    const controller = new AbortController();
    const reason = new Error("enough");
    const next = lab.sessions.iterate(queries(10), { signal: controller.signal }).next();
    const refused = expect(next).rejects.toBe(reason);
    await turn(lab.clock);
    controller.abort(reason);
    await refused;
    await turn(lab.clock);
    expect(lab.client.stats()).toMatchObject({ running: 0, queued: 0 });
  });

  it("refuses options that are none", () => {
    const lab = createLab();
    expect(() => lab.sessions.iterate([], { maxPending: 0 })).toThrow(
      "iterate: expected `maxPending` to be an integer >= 1",
    );
  });
});
