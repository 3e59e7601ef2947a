import { describe, expect, it } from "vitest";
import { BAN, createLab } from "../sessions/support/service.ts";

describe("the options of pools", () => {
  it("50: `pools` beats what `poolName` answers, which beats `pool`, key by key", async () => {
    const lab = createLab({
      pool: { size: 4, delayJitter: 0, maxErrors: 3 },
      poolName: () => ({ name: "shop", size: 3, maxErrors: 2 }),
      pools: { shop: { size: 2 } },
      script: ({ echoData }, n) => (echoData === "use" && n < 6 ? BAN : undefined),
    });
    await lab.page("/1");
    await lab.page("/2");
    for (let n = 0; n < 4; n += 1) await lab.page(`/${n}`);
    // 2 of `pools`; none replaced before its second error, as `poolName` says; never 4 or 3, as `pool` does.
    const { sessions, retired } = lab.sessions.stats();
    expect(sessions.ready + sessions.leased).toBe(2);
    expect(retired["errors"]).toBeGreaterThan(0);
    expect(Math.floor(lab.count("use/failed") / 2)).toBe(retired["errors"]);
  });

  it("51: settings beside a name hold from when it is first seen", async () => {
    let size = 1;
    const lab = createLab({ poolName: () => ({ name: "shop", size: size++ }) });
    for (let n = 0; n < 4; n += 1) await lab.page(`/${n}`);
    expect(lab.inits).toHaveLength(1);
  });

  it("52: replacements are made one for one: there are never more sessions than the size", async () => {
    const live = new Set<string>();
    let most = 0;
    const lab = createLab({
      pool: { size: 3 },
      script: ({ echoData }, n) => (echoData === "use" && n % 3 === 0 ? BAN : undefined),
    });
    lab.sessions.on("session:ready", ({ id }) => {
      live.add(id);
      most = Math.max(most, live.size);
    });
    lab.sessions.on("session:retired", ({ id }) => void live.delete(id));
    for (let n = 0; n < 20; n += 1) await lab.page(`/${n}`);
    expect(most).toBe(3);
    expect(lab.inits.length).toBeGreaterThan(3);
  });
});
