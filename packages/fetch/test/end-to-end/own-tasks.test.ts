import { createTestSite } from "@sessionary/testkit";
import { expect, test } from "vitest";
import { createSessionFetch } from "../../src/index.ts";

test("a task of one's own has the identity that a fetch of the same key then has", async () => {
  await using site = await createTestSite();
  const fetch = createSessionFetch();
  await using sessions = fetch.sessions;
  const request = `${site.origin}/echo`;
  await sessions.use(({ session }) => session.state.cookies.setCookie("own=1; Path=/", request), {
    request,
    key: "cart",
  });
  const response = await fetch(request, { session: { key: "cart" } });
  expect(await response.json()).toMatchObject({ cookies: { own: "1" } });
});

test("a missing request is refused by name", async () => {
  const { sessions } = createSessionFetch();
  await expect(sessions.use(() => 0, {} as never)).rejects.toThrow("an object with a `request`");
  await expect(sessions.use(() => 0, undefined as never)).rejects.toThrow("with a `request`");
  await sessions.close();
});
