import { expect, it } from "vitest";
import { createTestSite } from "../../src/index.ts";

it("answers for its icon, which browsers ask for by themselves, without counting a use", async () => {
  await using site = await createTestSite({ ban: { afterUses: 1 } });
  const home = await fetch(site.url);
  const cookie = home.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  const icon = await fetch(`${site.origin}/favicon.ico`, { headers: { cookie } });
  expect(icon.status).toBe(204);
  expect(site.session(1)?.uses).toBe(1);
  expect(site.truth().totals.requests).toBe(1);
  expect(site.requests.map(({ path }) => path)).toEqual(["/"]);
});
