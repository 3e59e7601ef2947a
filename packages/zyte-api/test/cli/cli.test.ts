import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createZyteEmulator, type ZyteEmulator } from "@sessionary/testkit/zyte";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { cli, type CliOptions, type CliRun } from "./support.ts";

const KEY = "0123456789abcdef0123456789abcdef";

let zyte: ZyteEmulator;
let folder: string;
/** Everything that any run of a test has said. */
let said: string[] = [];

beforeEach(async () => {
  zyte = await createZyteEmulator({ apiKeys: [KEY], forbiddenHosts: ["forbidden.example"] });
  folder = await mkdtemp(join(tmpdir(), "sessionary-zyte-"));
});

afterEach(async () => {
  await zyte.close();
  await rm(folder, { recursive: true });
  const all = said.join("\n");
  said = [];
  for (const secret of [KEY, Buffer.from(`${KEY}:`).toString("base64")]) {
    if (all.includes(secret)) throw new Error(`the key was said: ${all}`);
  }
});

async function run(argv: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  const env = { ZYTE_API_KEY: KEY, ...options.env };
  const ended = await cli(["--api-url", zyte.url, ...argv], { ...options, env });
  said.push(ended.stdout, ended.stderr);
  return ended;
}

async function file(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const queryOf = (n: number, more: object = {}): string =>
  JSON.stringify({ url: `http://shop.example/product/${n}`, httpResponseBody: true, ...more });

describe("input and output", () => {
  test("URLs in, JSON Lines out, with a summary for people", async () => {
    const input = await file(
      "urls.txt",
      "http://shop.example/product/1\n\n http://shop.example/product/2 \r\n",
    );
    const { code, lines, stderr } = await run([input]);
    expect(code).toBe(0);
    expect(new Set(lines.map(({ echoData }) => echoData))).toEqual(
      new Set(["http://shop.example/product/1", "http://shop.example/product/2"]),
    );
    expect(lines[0]?.["browserHtml"]).toContain("zip_code");
    expect(stderr).toMatch(/^INFO: 2 queries: 2 done, 0 failed; 2 requests: 0 throttled/);
  });

  test("queries from standard input, whatever the chunks, to a file that is overwritten", async () => {
    const output = await file("out.jsonl", "old\n");
    const first = queryOf(1, { echoData: "é\u2028" });
    const bytes = Buffer.from(`${first}\n${queryOf(2)}`);
    const half = bytes.indexOf("é") + 1;
    const { code, stdout } = await cli(["-", "--api-url", zyte.url, "-o", output], {
      env: { ZYTE_API_KEY: KEY },
      chunks: [bytes.subarray(0, half), bytes.subarray(half)],
    });
    expect([code, stdout]).toEqual([0, ""]);
    const text = await readFile(output, "utf8");
    expect(text).toContain('"echoData":"é\u2028"');
    expect(text.endsWith("\n")).toBe(true);
    const lines = text.trim().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { echoData: string }).echoData).sort()).toEqual(
      ["http://shop.example/product/2", "é\u2028"],
    );
  });

  test("what the lines are is told by the name, by the option, or by the first line", async () => {
    const cases = [
      [await file("a.jl", queryOf(1)), []],
      [await file("b.jsonl", queryOf(1)), []],
      [await file("c", `\n  ${queryOf(1)}`), []],
      [await file("d.txt", queryOf(1)), ["--intype", "jl"]],
      [await file("e", "http://shop.example/product/1"), []],
      [await file("f.jl", "http://shop.example/product/1"), ["--intype", "txt"]],
    ] as const;
    for (const [path, options] of cases) {
      const { code, lines } = await run([path, ...options]);
      expect([path, code, lines.length]).toEqual([path, 0, 1]);
    }
  });

  test("on a terminal a pipe is not read to count what is in it: nobody could read it again", async () => {
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    const writing = writeFile(pipe, `${queryOf(1)}\n${queryOf(2)}\n`);
    const { code, lines } = await run([pipe], { tty: true });
    await writing;
    expect([code, lines.length]).toEqual([0, 2]);
  });

  test("the output of another run outlives an input that is not there", async () => {
    const output = await file("out.jl", "old\n");
    expect((await run([join(folder, "none.txt"), "-o", output])).code).toBe(1);
    expect(await readFile(output, "utf8")).toBe("old\n");
  });

  test("an output that is the input is refused, and left alone", async () => {
    const path = await file("both.jl", queryOf(1));
    const link = join(folder, "link.jl");
    await symlink(path, link);
    for (const output of [path, link]) {
      const { code, stderr } = await run([path, "-o", output]);
      expect([code, stderr]).toEqual([2, expect.stringContaining("is the input") as string]);
    }
    expect(await readFile(path, "utf8")).toBe(queryOf(1));
  });

  test("--limit and --shuffle", async () => {
    const all = Array.from({ length: 50 }, (_, n) => queryOf(n + 1, { echoData: n })).join("\n");
    const input = await file("many.jl", all);
    const few = await run([input, "--limit", "3", "--n-conn", "1"]);
    expect(few.lines.map(({ echoData }) => echoData)).toEqual([0, 1, 2]);
    const mixed = await run([input, "--shuffle", "--n-conn", "1"]);
    const order = mixed.lines.map(({ echoData }) => Number(echoData));
    expect(order).toHaveLength(50);
    expect(order).not.toEqual(order.toSorted((a, b) => a - b));
    expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n));
  });

  test("an input without queries is told, and fails", async () => {
    const input = await file("empty.txt", "\n\n");
    const { code, stderr } = await run([input]);
    expect(code).toBe(1);
    expect(stderr).toContain("no queries in");
  });

  test("an input that is not there, or an output that cannot be, is told", async () => {
    const missing = await run([join(folder, "none.txt")]);
    expect(missing.code).toBe(1);
    expect(missing.stderr).toMatch(/^ERROR: ENOENT/m);
    const input = await file("a.txt", "http://shop.example/product/1");
    const nowhere = await run([input, "-o", join(folder, "no", "such")]);
    expect(nowhere.code).toBe(1);
    expect(nowhere.stderr).toMatch(/^ERROR: ENOENT/m);
    expect(zyte.requests).toHaveLength(0);
  });
});

describe("failures", () => {
  test("a failed query is told and fails the run, unless failures are allowed; the others are done", async () => {
    const input = await file(
      "mixed.txt",
      "http://forbidden.example/\nhttp://shop.example/product/1",
    );
    const strict = await run([input]);
    expect(strict.code).toBe(1);
    expect(strict.lines).toHaveLength(1);
    expect(strict.stderr).toContain(
      "WARNING: failed: http://forbidden.example/: Zyte API answered 451",
    );
    expect(strict.stderr).toContain("2 queries: 1 done, 1 failed");
    expect((await run([input, "--allow-failures"])).code).toBe(0);
  });

  test("--store-errors writes them as objects", async () => {
    const input = await file(
      "mixed.jl",
      `{"url":"http://forbidden.example/","browserHtml":true,"echoData":7}\nnot json\n[1]`,
    );
    const { lines } = await run([input, "--store-errors", "--n-conn", "1"]);
    const byName = lines.toSorted((a, b) => Object.keys(b).length - Object.keys(a).length);
    expect(byName).toEqual([
      {
        error: {
          name: "ZyteApiError",
          code: "ERR_ZYTE_API",
          message: expect.stringContaining("451") as string,
          status: 451,
          type: "/download/domain-forbidden",
          requestId: expect.any(String) as string,
          body: expect.objectContaining({ blockedDomain: "forbidden.example" }) as object,
        },
        url: "http://forbidden.example/",
        echoData: 7,
      },
      { error: { name: "Error", message: "line 2 is not JSON" } },
      { error: { name: "Error", message: "line 3 is no JSON object" } },
    ]);
  });

  test("--dont-retry-errors tries a failed query once", async () => {
    zyte.plan([500]);
    const input = await file("a.txt", "http://shop.example/product/1");
    const { code, stderr } = await run([input, "--dont-retry-errors"]);
    expect(code).toBe(1);
    expect(stderr).toContain("Zyte API answered 500");
    expect(zyte.requests).toHaveLength(1);
  });

  test("--dont-retry-errors holds for sessions, too: no other session tries a query that was banned", async () => {
    zyte.plan(["pass", 520]);
    const input = await file("a.txt", "http://shop.example/product/1");
    const { code } = await run([input, "--dont-retry-errors", "--pool-size", "1"]);
    expect(code).toBe(1);
    const asked = zyte.requests.filter(({ query }) => query?.url.endsWith("/product/1"));
    expect(asked).toHaveLength(2); // the one that began the session, and the query
  });

  test("a key that is refused ends the run at the first answer", async () => {
    const urls = Array.from({ length: 200 }, (_, n) => `http://shop.example/product/${n}`);
    const input = await file("a.txt", urls.join("\n"));
    const { code, stderr } = await run([input, "--n-conn", "1"], {
      env: { ZYTE_API_KEY: "unknown" },
    });
    expect(code).toBe(1);
    expect(stderr).toContain("401");
    expect(stderr).toContain("no other query would end differently");
    expect(zyte.requests.length).toBeLessThan(10);
  });

  test("--loglevel says how much is told", async () => {
    const input = await file("a.txt", "http://forbidden.example/\nhttp://shop.example/product/1");
    expect((await run([input, "-L", "ERROR"])).stderr).toBe("");
    expect((await run([input, "-L", "WARNING"])).stderr).toMatch(/^WARNING: failed[^\n]*\n$/);
    expect((await run([input, "-L", "DEBUG"])).stderr).toContain(
      "DEBUG: done: http://shop.example/",
    );
  });
});

describe("the key", () => {
  test("comes from the option, then from a file, then from the environment", async () => {
    const input = await file("a.txt", "http://shop.example/product/1");
    const right = await file(".env", `# mine\nZYTE_API_KEY="${KEY}"\n`);
    const env = { ZYTE_API_KEY: "wrong" };
    expect((await run([input], { env })).code).toBe(1);
    expect((await run([input, "--dotenv-path", right], { env })).code).toBe(0);
    const wrong = await file("wrong.env", "ZYTE_API_KEY=wrong");
    expect((await run([input, "--api-key", KEY, "--dotenv-path", wrong], { env })).code).toBe(0);
  });

  test("that is missing, malformed or in a file that is not there is told", async () => {
    const input = await file("a.txt", "http://shop.example/product/1");
    const missing = await run([input], { env: { ZYTE_API_KEY: "" } });
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain("set ZYTE_API_KEY");
    const malformed = await run([input, "--api-key", `${KEY} `]);
    expect(malformed.code).toBe(2);
    const nowhere = await run([input, "--dotenv-path", join(folder, "none")]);
    expect(nowhere.code).toBe(2);
    expect(nowhere.stderr).toContain("--dotenv-path: ENOENT");
  });
});

describe("usage", () => {
  test("--help tells all there is", async () => {
    const { code, stdout } = await run(["--help"]);
    expect(code).toBe(0);
    for (const option of ["--intype", "--session-location", "--check-includes", "Exit codes"]) {
      expect(stdout).toContain(option);
    }
  });

  test.each([
    [[], "missing required argument 'INPUT'"],
    [["a", "b"], "too many arguments"],
    [["-", "--n-conn", "0"], "Expected an integer >= 1."],
    [["-", "--limit", "x"], "Expected an integer >= 1."],
    [["-", "--intype", "csv"], "Allowed choices are txt, jl"],
    [["-", "--session-params", "{"], "Expected JSON."],
    [["-", "--session-location", "[]"], "Expected a JSON object."],
    [["-", "--session-location", '{"postalcode":"04662"}'], "Expected only addressCountry,"],
    [["-", "--session-location", '{"postalCode":4662}'], "Expected only addressCountry,"],
    [["-", "--frobnicate"], "unknown option"],
    [["-", `--api-kee=${KEY}`], "unknown option '--api-kee'"],
  ])("%j is refused", async (argv, message) => {
    const { code, stderr, stdout } = await run(argv);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
  });
});

describe("sessions", () => {
  test("--session-location begins sessions there, and --pool-size says how many", async () => {
    const urls = Array.from({ length: 6 }, (_, n) => `http://shop.example/product/${n + 1}`);
    const input = await file("urls.txt", urls.join("\n"));
    const { code, lines, stderr } = await run([
      input,
      "--session-location",
      '{"postalCode":"04662"}',
      "--pool-size",
      "2",
      "--max-errors",
      "3",
      "--check-includes",
      "04662",
    ]);
    expect([code, stderr]).toEqual([0, expect.stringContaining("6 done") as string]);
    expect(lines).toHaveLength(6);
    for (const { browserHtml } of lines) expect(browserHtml).toContain("04662");
    expect(zyte.truth().sessions).toHaveLength(2);
  });

  test.each([
    [[], 2],
    [["--max-errors", "2"], 1],
  ])("a ban ends a session, or as many as --max-errors says: %j", async (options, sessions) => {
    const input = await file("urls.txt", "http://shop.example/product/1");
    const params = '{"url":"http://shop.example/","httpResponseBody":true}';
    zyte.plan([520], { matches: ({ query }) => query?.url.endsWith("/product/1") === true });
    const argv = [input, "--pool-size", "1", "--session-params", params, ...options];
    expect((await run(argv)).code).toBe(0);
    expect(zyte.truth().sessions).toHaveLength(sessions);
  });

  test("sessions that are no good stop the run, once it is clear", async () => {
    const input = await file(
      "urls.txt",
      "http://shop.example/product/1\nhttp://shop.example/product/2",
    );
    const { code, stderr, lines } = await run([
      input,
      "--check-includes",
      "not there",
      "--n-conn",
      "1",
    ]);
    expect([code, lines]).toEqual([1, []]);
    expect(stderr).toContain("no other query would end differently");
  });

  test("--session-params begins sessions by a query", async () => {
    const input = await file("urls.txt", "http://shop.example/product/1");
    const params = '{"url":"http://shop.example/","httpResponseBody":true}';
    expect((await run([input, "--session-params", params])).code).toBe(0);
    expect(zyte.requests.map(({ query }) => query?.url)).toEqual([
      "http://shop.example/",
      "http://shop.example/product/1",
    ]);
  });
});

describe("terminals and interruptions", () => {
  test("a bar shows how far the run is, on a terminal only", async () => {
    const input = await file(
      "urls.txt",
      "http://shop.example/product/1\nhttp://forbidden.example/",
    );
    const { stderr, code } = await run([input], { tty: true });
    expect(code).toBe(1);
    expect(stderr).toContain("2/2, 1 failed");
    expect(stderr).toContain("WARNING: failed: http://forbidden.example/");
    const piped = await run(["-"], { tty: true, stdin: "http://shop.example/product/1" });
    expect(piped.stderr).toContain("1 queries, 0 failed");
  });

  test("an interruption ends the run with what is done written", async () => {
    const output = join(folder, "out.jl");
    const urls = ["http://shop.example/product/1", "http://shop.example/slow"];
    const input = await file("urls.txt", urls.join("\n"));
    let interrupt: (() => void) | undefined;
    const slow = zyte.site.waitFor("request", ({ path }) => path === "/slow");
    const running = run([input, "-o", output, "--n-conn", "1"], {
      onStart: (given) => (interrupt = given),
    });
    await slow;
    interrupt?.();
    const { code, stderr } = await running;
    expect(code).toBe(130);
    expect(stderr).toContain("WARNING: interrupted");
    expect(stderr).toContain("1 queries: 1 done, 0 failed");
    const lines = (await readFile(output, "utf8")).trim().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { echoData: string }).echoData)).toEqual([
      urls[0],
    ]);
    zyte.site.release();
  });
});
