import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { expect, test } from "vitest";

import { createTestSite } from "../../src/index.ts";
import { createZyteEmulator } from "../../src/zyte/index.ts";
import { ask, page, rendered } from "./asking.ts";

test("closing leaves no handle open, whatever is under way", { timeout: 30_000 }, async () => {
  const script = fileURLToPath(new URL("close-in-the-middle.ts", import.meta.url));
  // The process ends by itself or not at all; execFile rejects unless it ends with 0.
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--import",
    import.meta.resolve("tsx"),
    "--conditions=@sessionary/source",
    script,
  ]);
  expect(stdout).toBe("closed with 3 requests open\n");
});

test("what is under way at the end is dropped, and the books agree", async () => {
  const zyte = await createZyteEmulator();
  zyte.plan([{ hold: "a" }]);
  const arrived = zyte.waitFor("request");
  const held = ask(zyte, page("/echo"));
  held.catch(() => undefined);
  await arrived;
  const slow = zyte.site.waitFor("request", ({ path }) => path === "/slow");
  const open = ask(zyte, rendered("/slow"));
  open.catch(() => undefined);
  await slow;
  const answers = [
    zyte.waitFor("answer", ({ number }) => number === 1),
    zyte.waitFor("answer", ({ number }) => number === 2),
  ];
  await zyte.close();
  await Promise.all(answers);
  await expect(held).rejects.toThrow(TypeError);
  await expect(open).rejects.toThrow(TypeError);
  expect(zyte.truth().totals).toMatchObject({ requests: 2, dropped: 2, charged: 0 });
});

test("closing refuses those who wait for an event, and closes its own site alone", async () => {
  await using site = await createTestSite();
  const zyte = await createZyteEmulator({ site });
  const other = await createZyteEmulator();
  const waiting = zyte.waitFor("request");
  waiting.catch(() => undefined);
  await Promise.all([zyte.close(), zyte.close(), other.close()]);
  await expect(waiting).rejects.toMatchObject({
    code: "ERR_EMULATOR_CLOSED",
    message: "ZyteEmulator: closed before the event came",
  });
  await expect(zyte.waitFor("request")).rejects.toMatchObject({ code: "ERR_EMULATOR_CLOSED" });
  await expect(fetch(zyte.url)).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } });
  await expect(fetch(other.site.url)).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } });
  expect((await fetch(site.url)).status).toBe(200);
});

test("a session that does not exist cannot be ended", async () => {
  await using zyte = await createZyteEmulator();
  expect(() => zyte.expire(1)).toThrow(
    expect.objectContaining({
      code: "ERR_EMULATOR_SESSION_UNKNOWN",
      message: "ZyteEmulator: there is no session number 1",
    }),
  );
  expect(() => zyte.expire("x")).toThrow("ZyteEmulator: there is no session x");
});

test("a request whose client leaves while the site is slow goes on, and is charged", async () => {
  await using zyte = await createZyteEmulator();
  const abort = new AbortController();
  const slow = zyte.site.waitFor("request", ({ path }) => path === "/slow");
  const asked = fetch(`${zyte.url}extract`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${zyte.apiKey}:`)}` },
    body: JSON.stringify(page("/slow")),
    signal: abort.signal,
  });
  asked.catch(() => undefined);
  await slow;
  const left = zyte.waitFor("gone");
  abort.abort();
  await expect(asked).rejects.toMatchObject({ name: "AbortError" });
  expect(await left).toMatchObject({ number: 1, outcome: undefined });
  const over = zyte.waitFor("answer");
  zyte.site.release();
  expect(await over).toMatchObject({ outcome: "ok", aborted: true, cost: 1 });
});
