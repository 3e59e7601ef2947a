import { createContext, runInContext } from "node:vm";

import { expect, test } from "vitest";

import { createTestSite } from "../../src/index.ts";
import { read, Visitor } from "./visitor.ts";

/** Does what a browser would with the challenge page: runs its script until it reloads. */
async function runChallenge(visitor: Visitor): Promise<void> {
  const { text } = await visitor.ask("/js");
  const script = read(text, /<script>([\s\S]*?)<\/script>/);
  const nonce = read(text, /data-nonce="(\w+)"/);
  await new Promise<void>((resolve) => {
    const context = createContext({
      document: { querySelector: () => ({ dataset: { nonce } }) },
      location: { reload: () => resolve() },
      fetch: (path: string, init: RequestInit) => visitor.ask(path, init),
      URLSearchParams,
    });
    runInContext(script, context);
  });
}

test("without JavaScript the page shows its challenge", async () => {
  await using site = await createTestSite();
  const visitor = new Visitor(site);
  for (const { status, text } of await visitor.askTimes(2, "/js")) {
    expect(status).toBe(200);
    expect(text).toContain('data-challenge="pending"');
    expect(text).not.toContain('class="secret"');
  }
});

test("the script of the page passes its challenge, and the cookie carries over to clients without JavaScript", async () => {
  await using site = await createTestSite();
  const visitor = new Visitor(site);
  await runChallenge(visitor);
  const { text } = await visitor.ask("/js");
  expect(text).toContain('data-challenge="passed"');
  expect(text).toContain('class="secret"');
});

test("a wrong answer is refused", async () => {
  await using site = await createTestSite();
  const visitor = new Visitor(site);
  await visitor.ask("/js");
  expect((await visitor.post("/js/answer", { token: "guess" })).status).toBe(403);
  expect(visitor.cookies.has("clearance")).toBe(false);
});

test("a clearance belongs to its session", async () => {
  await using site = await createTestSite();
  const visitor = new Visitor(site);
  await runChallenge(visitor);
  const thief = new Visitor(site);
  await thief.ask("/");
  thief.cookies.set("clearance", visitor.cookies.get("clearance") ?? "");
  expect((await thief.ask("/js")).text).toContain('data-challenge="pending"');
});

test.each([
  ["is forgotten", true, "pending"],
  ["is kept", false, "passed"],
] as const)(
  "a clearance %s under another user agent with bindToUserAgent: %s",
  async (_, bindToUserAgent, state) => {
    await using site = await createTestSite({ bindToUserAgent });
    const visitor = new Visitor(site);
    await runChallenge(visitor);
    expect((await visitor.ask("/js")).text).toContain('data-challenge="passed"');
    const { text } = await visitor.ask("/js", { headers: { "user-agent": "Other/1.0" } });
    expect(text).toContain(`data-challenge="${state}"`);
  },
);
