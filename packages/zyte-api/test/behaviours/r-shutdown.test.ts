import { describe, expect, it } from "vitest";
import { createLab, drive, idsOf, problem, turn } from "../sessions/support/service.ts";

const CLOSED = { code: "ERR_POOL_CLOSED" };

describe("closing", () => {
  it("152: cancels every init under way", async () => {
    const aborted: unknown[] = [];
    const lab = createLab({
      init: ({ signal, send }) => {
        signal.addEventListener("abort", () => aborted.push(1));
        return send({ browserHtml: true }).then(() => true);
      },
      script: () => new Promise(() => {}),
    });
    const pages = [lab.page("/1"), lab.page("/2")].map((page) =>
      expect(page).rejects.toMatchObject(CLOSED),
    );
    await turn(lab.clock);
    await lab.sessions.close();
    await Promise.all(pages);
    expect(aborted).toHaveLength(2);
    expect(lab.client.stats()).toMatchObject({ running: 0, queued: 0, aborted: 2 });
  });

  it("153: from then on sessions are dropped, and none is replaced", async () => {
    let fail = (): void => {};
    const lab = createLab({
      pool: { size: 1 },
      script: ({ echoData }) => {
        if (echoData !== "use") return undefined;
        return new Promise((resolve) => {
          fail = () => resolve(problem(520, "/download/temporary-error"));
        });
      },
    });
    const page = lab.page();
    const failed = expect(page).rejects.toMatchObject(CLOSED);
    await turn(lab.clock);
    const closing = lab.sessions.close();
    fail();
    await closing;
    await failed;
    expect(lab.inits).toHaveLength(1);
  });

  it("154: queries that come later are refused at once", async () => {
    const lab = createLab();
    await lab.page();
    await lab.sessions.close();
    await expect(lab.page()).rejects.toMatchObject(CLOSED);
    expect(lab.service.queries).toHaveLength(2);
  });

  it("155: so are those that wait for a session", async () => {
    const lab = createLab({
      pool: { size: 1, maxConcurrency: 1 },
      script: ({ echoData }) => (echoData === "use" ? new Promise(() => {}) : undefined),
    });
    const held = expect(lab.page("/held")).rejects.toMatchObject(CLOSED);
    await turn(lab.clock);
    const waiting = expect(lab.page("/waiting")).rejects.toMatchObject(CLOSED);
    await turn(lab.clock);
    const closing = lab.sessions.close({ drainTimeoutMs: 1000 });
    await waiting; // before the drain time is over
    await drive(lab.clock, closing);
    await held;
  });

  it("158: nothing is left behind", async () => {
    const lab = createLab({
      pool: { size: 3 },
      script: (_query, n) => (n === 7 ? problem(520, "/download/temporary-error") : undefined),
    });
    for (let n = 0; n < 9; n += 1) await lab.page(`/${n}`);
    await lab.sessions.close();
    await lab.client.close();
    expect(lab.clock.pending).toBe(0);
    expect(lab.client.stats()).toMatchObject({ running: 0, queued: 0, resting: 0 });
  });

  it("an init that waits for the service's limit ends at once", async () => {
    const over = problem(422, "/problem/over-session-limit");
    const lab = createLab({ script: () => over });
    const page = expect(lab.page()).rejects.toMatchObject(CLOSED);
    await turn(lab.clock);
    const before = lab.clock.now();
    await lab.sessions.close();
    await page;
    expect([lab.clock.now(), lab.clock.pending]).toEqual([before, 0]);
  });

  it("a caller who gives up leaves at once, in the queue, in flight and between attempts", async () => {
    const lab = createLab({ pool: { size: 1 }, script: () => new Promise(() => {}) });
    const controller = new AbortController();
    const reason = new Error("enough");
    const page = expect(lab.page("/", { signal: controller.signal })).rejects.toBe(reason);
    await turn(lab.clock);
    controller.abort(reason);
    await page;
    const busy = createLab({
      script: ({ echoData }) =>
        echoData === "use" ? problem(429, "/limits/over-user-limit") : undefined,
    });
    const second = new AbortController();
    const resting = expect(busy.page("/", { session: { signal: second.signal } })).rejects.toBe(
      reason,
    );
    await turn(busy.clock);
    expect(busy.client.stats().resting).toBe(1);
    second.abort(reason);
    await resting;
    expect(busy.sessions.stats().retired).toEqual({});
    expect(new Set(idsOf(busy.uses)).size).toBe(1);
  });
});
