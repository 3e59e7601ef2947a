import { describe, expect, it } from "vitest";
import { createLab, drive, type Lab } from "../sessions/support/service.ts";

/** When each of the queries is sent, in milliseconds from the first call. */
async function timesOf(lab: Lab, calls: number): Promise<number[]> {
  const startedAt = lab.clock.now();
  const times: number[] = [];
  lab.service.script = ({ echoData }) => {
    if (echoData === "use") times.push(lab.clock.now() - startedAt);
  };
  for (let n = 0; n < calls; n += 1) await drive(lab.clock, lab.page(`/${n}`));
  return times;
}

/** Random numbers that decide about one pause each; ids have theirs, too. */
function sequence(...numbers: number[]): () => number {
  let n = 0;
  return () => numbers[n++ % numbers.length] ?? 0;
}

describe("pauses", () => {
  it("66: the query that built a session waits once before it uses it", async () => {
    const lab = createLab({ pool: { size: 1, delayMs: 4000, delayJitter: 0 } });
    expect(await timesOf(lab, 1)).toEqual([4000]);
  });

  it("67: others may have it one more pause later", async () => {
    const lab = createLab({ pool: { size: 1, delayMs: 4000, delayJitter: 0 } });
    const startedAt = lab.clock.now();
    await drive(lab.clock, Promise.all([lab.page("/1"), lab.page("/2")]));
    expect(lab.clock.now() - startedAt).toBe(8000);
  });

  it("68: who comes too early waits for the rest, and nobody overtakes", async () => {
    const lab = createLab({ pool: { size: 1, delayMs: 10_000, delayJitter: 0 } });
    await drive(lab.clock, lab.page("/1"));
    await lab.clock.advance(4000);
    const before = lab.clock.now();
    const order: string[] = [];
    const pages = ["/a", "/b"].map((path) => lab.page(path).then(() => order.push(path)));
    await drive(lab.clock, Promise.all(pages));
    expect(order).toEqual(["/a", "/b"]);
    expect(lab.clock.now() - before).toBe(6000 + 10_000);
  });

  it("69: each use begins a new pause", async () => {
    const lab = createLab({ pool: { size: 1, delayMs: 3000, delayJitter: 0 } });
    expect(await timesOf(lab, 4)).toEqual([3000, 6000, 9000, 12_000]);
  });

  it("70: a pause varies by half of itself, each time anew", async () => {
    const lab = createLab({
      pool: { size: 1, delayMs: 10_000, random: sequence(0.1, 0.9, 0.3, 0.7) },
    });
    const times = await timesOf(lab, 8);
    const pauses = times.map((time, n) => time - (times[n - 1] ?? 0));
    for (const pause of pauses) {
      expect(pause).toBeGreaterThanOrEqual(5000);
      expect(pause).toBeLessThanOrEqual(15_000);
    }
    expect(new Set(pauses).size).toBeGreaterThan(1);
  });

  it("71: without variation a pause is exact", async () => {
    const lab = createLab({ pool: { size: 2, delayMs: 10_000, delayJitter: 0 } });
    expect(await timesOf(lab, 2)).toEqual([10_000, 20_000]);
  });

  it("72: without a delay a session is used again at once", async () => {
    const lab = createLab({ pool: { size: 1 } });
    expect(await timesOf(lab, 5)).toEqual([0, 0, 0, 0, 0]);
  });
});
