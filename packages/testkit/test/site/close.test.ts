import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { expect, test } from "vitest";

import { createTestSite } from "../../src/index.ts";

test("closing leaves no handle open, whatever is under way", { timeout: 30_000 }, async () => {
  const script = fileURLToPath(new URL("close-in-the-middle.ts", import.meta.url));
  // The process ends by itself or not at all; execFile rejects unless it ends with 0.
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--import",
    import.meta.resolve("tsx"),
    "--conditions=@sessionary/source",
    script,
  ]);
  expect(stdout).toBe("closed with 4 requests open\n");
});

test("closing refuses those who wait for an event", async () => {
  const site = await createTestSite();
  const waiting = site.waitFor("request");
  waiting.catch(() => undefined);
  await site.close();
  await site.close();
  await expect(waiting).rejects.toMatchObject({
    code: "ERR_SITE_CLOSED",
    message: "TestSite: closed before the event came",
  });
  await expect(site.waitFor("request")).rejects.toMatchObject({ code: "ERR_SITE_CLOSED" });
  await expect(site.goUp()).rejects.toMatchObject({ code: "ERR_SITE_CLOSED" });
  await expect(site.goDown("503")).rejects.toMatchObject({ code: "ERR_SITE_CLOSED" });
  await expect(fetch(site.url)).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } });
});

test("a site that is down can be closed", async () => {
  const site = await createTestSite();
  await site.goDown("refuse");
  await site.close();
  await expect(fetch(site.url)).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } });
});

test("the truth outlives the site", async () => {
  const site = await createTestSite();
  await (await fetch(site.url)).text();
  await site.close();
  expect(site.truth().totals).toMatchObject({ requests: 1, served: 1 });
});
