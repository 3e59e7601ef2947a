import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import vm from "node:vm";

import { build } from "tsdown";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { root } from "./support/repo.ts";
import { createScratch } from "./support/scratch.ts";

/** All that core may expect of a runtime beyond ECMAScript. */
const standardGlobals = { AbortController, AbortSignal, setTimeout, clearTimeout, queueMicrotask };

describe("core, in a context that has only the standard globals it needs", () => {
  const folder = createScratch();
  let bundle: string;
  beforeAll(async () => {
    await build({
      entry: { core: join(root, "packages/core/dist/index.js") },
      outDir: folder,
      format: "iife",
      globalName: "core",
      platform: "neutral",
      config: false,
      dts: false,
      logLevel: "error",
    });
    bundle = readFileSync(join(folder, "core.iife.js"), "utf8");
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Evaluates the body of an async function next to the bundle, in a fresh context. */
  async function evaluate(body: string): Promise<unknown> {
    const context = vm.createContext({ ...standardGlobals });
    vm.runInContext(bundle, context);
    const result: unknown = await vm.runInContext(`(async () => { ${body} })()`, context);
    return JSON.parse(JSON.stringify(result));
  }

  it("has no Node and no DOM around it", async () => {
    expect(
      await evaluate(
        `return [typeof process, typeof window, typeof fetch, typeof URL, typeof performance]`,
      ),
    ).toEqual(Array.from({ length: 5 }, () => "undefined"));
  });

  it("leases, retries with another session, and closes", async () => {
    expect(
      await evaluate(`
        let built = 0;
        const pool = core.createSessionPool({
          size: 1,
          init: () => ({ number: ++built }),
          check: ({ response }) => response !== "banned",
        });
        const used = [];
        const answer = await pool.use(({ session }) => {
          used.push(session.state.number);
          return session.state.number === 1 ? "banned" : "welcome";
        });
        const lease = await pool.acquire();
        await lease.settle("ok");
        const { retired } = pool.stats();
        await pool.close();
        const refused = await pool.acquire().catch((error) => error.code);
        return { answer, used, retired, refused };
      `),
    ).toEqual({
      answer: "welcome",
      used: [1, 2],
      retired: { check: 1 },
      refused: "ERR_POOL_CLOSED",
    });
  });
});
