import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { createTestSite, type TestSite } from "@sessionary/testkit";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

let site: TestSite;

beforeAll(async () => {
  site = await createTestSite();
});

afterAll(() => site.close());

const packageFolder = fileURLToPath(new URL("../..", import.meta.url));

/** Runs a module that has `origin` and `createSessionFetch`; resolves when it exits by itself. */
function run(body: string): Promise<{ code: number | null; output: string }> {
  const script = `import { createSessionFetch } from "@sessionary/fetch"; const origin = ${JSON.stringify(site.origin)}; ${body}`;
  const flags = ["--conditions=@sessionary/source", "--import", "tsx", "--input-type=module"];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...flags, "--eval", script], { cwd: packageFolder });
    onTestFinished(() => void child.kill());
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += String(chunk)));
    child.stderr.on("data", (chunk: Buffer) => (output += String(chunk)));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output: output.trim() }));
  });
}

test("a process that closes its sessions exits", { timeout: 30_000 }, async () => {
  const { code, output } = await run(`
    const fetch = createSessionFetch({ pool: { size: 2, maxAgeMs: 600_000 } });
    for (let i = 0; i < 4; i += 1) await (await fetch(origin)).text();
    await fetch.sessions.close();
    console.log("closed");
  `);
  expect(output).toBe("closed");
  expect(code).toBe(0);
});

test(
  "a process that does not close them exits as well, once their connections are idle",
  { timeout: 30_000 },
  async () => {
    const { code, output } = await run(`
    const fetch = createSessionFetch({ pool: { size: 2, maxAgeMs: 600_000 } });
    await (await fetch(origin)).text();
    console.log("done");
  `);
    expect(output).toBe("done");
    expect(code).toBe(0);
  },
);

test("a process whose inits all fail exits", { timeout: 30_000 }, async () => {
  const { code, output } = await run(`
    const fetch = createSessionFetch({ pool: { size: 4 }, init: origin + "/status/403" });
    const calls = Array.from({ length: 8 }, () => fetch(origin).catch((error) => error.code));
    console.log([...new Set(await Promise.all(calls))].join());
  `);
  expect(output).toBe("ERR_TOO_MANY_BAD_INITS");
  expect(code).toBe(0);
});

test(
  "a large body that nobody reads holds no process after the drain time",
  { timeout: 30_000 },
  async () => {
    const { code, output } = await run(`
    import { createServer } from "node:http";
    const server = createServer((_, response) => response.write("and so on"));
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    const fetch = createSessionFetch({ pool: { size: 1 } });
    const response = (globalThis.kept = await fetch("http://127.0.0.1:" + server.address().port));
    await fetch.sessions.close({ drainTimeoutMs: 50 });
    server.close();
    console.log("closed", response.status);
  `);
    expect(output).toBe("closed 200");
    expect(code).toBe(0);
  },
);
