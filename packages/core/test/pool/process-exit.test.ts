import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const packageFolder = fileURLToPath(new URL("../..", import.meta.url));

/** Runs a module that has everything of core; resolves when it exits by itself. */
function run(body: string): Promise<{ code: number | null; output: string }> {
  const script = `import { createSessionPool } from "@sessionary/core"; ${body}`;
  const flags = ["--conditions=@sessionary/source", "--import", "tsx", "--input-type=module"];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...flags, "--eval", script], { cwd: packageFolder });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += String(chunk)));
    child.stderr.on("data", (chunk: Buffer) => (output += String(chunk)));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output: output.trim() }));
  });
}

describe("a process", { timeout: 30_000 }, () => {
  test("exits when it has closed its pool", async () => {
    const { code, output } = await run(`
      const pool = createSessionPool({ size: 2, maxAgeMs: 600_000, maxLeaseMs: 600_000 });
      const lease = await pool.acquire();
      setTimeout(() => lease.settle("ok"), 20);
      await pool.close();
      console.log(pool.status);
    `);
    expect({ code, output }).toEqual({ code: 0, output: "closed" });
  });

  test("exits when its pool is idle, though nobody has closed it", async () => {
    const { code, output } = await run(`
      const pool = createSessionPool({
        size: { min: 1, max: 3 }, maxAgeMs: 600_000, maxIdleMs: 300_000, renewBeforeMs: 60_000,
      });
      await Promise.all([1, 2, 3].map(() => pool.use(() => undefined)));
      console.log(pool.stats().use.ok);
    `);
    expect({ code, output }).toEqual({ code: 0, output: "3" });
  });

  test("exits when a lease was forgotten", async () => {
    const { code, output } = await run(`
      const pool = createSessionPool({ maxLeaseMs: 600_000, leaseWarningMs: 300_000 });
      await pool.acquire();
      console.log("forgotten");
    `);
    expect({ code, output }).toEqual({ code: 0, output: "forgotten" });
  });

  test("exits when every init fails, with every waiter refused", async () => {
    const { code, output } = await run(`
      const pool = createSessionPool({ size: 2, init: () => Promise.reject(new Error("no")) });
      const callers = [1, 2, 3, 4].map(() => pool.acquire().catch(({ code }) => code));
      console.log([...new Set(await Promise.all(callers))].join());
    `);
    expect({ code, output }).toEqual({ code: 0, output: "ERR_TOO_MANY_BAD_INITS" });
  });

  test("stays while a caller waits for a rest or a pause to end", async () => {
    const { code, output } = await run(`
      const pool = createSessionPool({ size: 1, delayMs: 30, delayJitter: 0 });
      await (await pool.acquire()).settle({ verdict: "throttled", retryAfterMs: 50 });
      await (await pool.acquire()).settle("ok");
      console.log("served");
    `);
    expect({ code, output }).toEqual({ code: 0, output: "served" });
  });

  test("stays while a caller waits for an init that was put off", async () => {
    const { code, output } = await run(`
      import { initLater } from "@sessionary/core";
      let begun = 0;
      const pool = createSessionPool({
        size: 1,
        init: async () => { if (++begun < 3) initLater({ retryAfterMs: 20 }); },
      });
      await pool.acquire();
      console.log(begun);
    `);
    expect({ code, output }).toEqual({ code: 0, output: "3" });
  });
});
