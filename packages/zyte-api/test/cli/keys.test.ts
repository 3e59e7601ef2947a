import { createZyteEmulator } from "@sessionary/testkit/zyte";
import { describe, expect, it } from "vitest";
import { cli } from "./support.ts";

const KEY = "0123456789abcdef0123456789ABCDEF";
const LETTERS = "k".repeat(32);

describe("the key is in no output", () => {
  it.each([
    [[`-k${KEY}`, "-"]],
    [["-k", KEY, "-"]],
    [[`-k=${KEY}`, "-"]],
    [[`-${KEY}`, "-"]],
    [[`--${KEY}`, "-"]],
    [[`--api-key${KEY}`, "-"]],
    [[`--apikey${LETTERS}`, "-"]],
    [[`--api_key=${KEY}`, "-"]],
    [[`--apikey`, KEY, "-"]],
    [[`-L${KEY}`, "-"]],
    [["--limit", KEY, "-"]],
    [["--session-location", KEY, "-"]],
    [["-", KEY]],
    [["--api-key", KEY, "--limit", "0", "-"]],
    [["--api-key", KEY, "--pool-size", KEY, "-"]],
  ])("of wrong usage: %j", async (argv) => {
    const { code, stdout, stderr } = await cli(argv, { stdin: "" });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: /);
    for (const key of [KEY, LETTERS]) expect(stdout + stderr).not.toContain(key);
    expect((stdout + stderr).toLowerCase()).not.toContain(KEY.slice(4).toLowerCase());
  });

  it.each([
    [["--api-key", KEY, KEY], {}],
    [["--dotenv-path", `/nowhere/${KEY}`, "-"], { ZYTE_API_KEY: KEY }],
    [[`/nowhere/${KEY}`], { ZYTE_API_KEY: KEY }],
    [["-", "-o", `/nowhere/${KEY}/out`], { ZYTE_API_KEY: KEY }],
  ])("of what goes wrong with files: %j", async (argv, env) => {
    const { code, stdout, stderr } = await cli(argv, { stdin: "https://a.example/", env });
    expect(code).not.toBe(0);
    expect(stderr).not.toBe("");
    expect(stdout + stderr).not.toContain(KEY);
  });

  it("of a run that fails", async () => {
    await using emulator = await createZyteEmulator({ apiKeys: [LETTERS] });
    const argv = ["-", "--api-key", KEY, "--api-url", emulator.url, "--store-errors", "-LDEBUG"];
    const { code, stdout, stderr } = await cli(argv, { stdin: "https://shop.example/" });
    expect(code).toBe(1);
    expect(stdout + stderr).toContain("key-not-found");
    for (const form of [KEY, Buffer.from(`${KEY}:`).toString("base64")])
      expect(stdout + stderr).not.toContain(form);
  });
});

describe("options that cannot go together", () => {
  it("--session-location and --session-params are refused, instead of forgetting one of them", async () => {
    const argv = [
      "-",
      "--session-location",
      '{"postalCode":"10001"}',
      "--session-params",
      '{"browserHtml":true}',
    ];
    const { code, stderr } = await cli(argv, { stdin: "https://a.example/" });
    expect(code).toBe(2);
    expect(stderr).toContain("--session-location");
    expect(stderr).toContain("--session-params");
  });
});
