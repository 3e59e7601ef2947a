import { expect, test } from "vitest";
import { createSessionFetch } from "../../src/index.ts";

test("a replacement does not get its predecessor's proxy, whatever other pools do", async () => {
  const used: string[] = [];
  const fetch = createSessionFetch({
    pool: { size: 1, retries: 1 },
    proxies: ["http://127.0.0.2:1", "http://127.0.0.3:1"],
    fetch: async () => new Response(),
    check: ({ session, variant }) => {
      if (variant === "a") used.push(String(session.state.proxy));
      return used.length !== 2; // the second exchange of "a" costs it its session
    },
  });
  for (const variant of ["a", "b", "a"])
    await fetch("http://shop.example/", { session: { variant } });
  await fetch.sessions.close();
  const [first, same, replacement] = used;
  expect(same).toBe(first);
  expect(replacement).not.toBe(first);
});

test("pools of one variant, of several hosts say, take turns of their own", async () => {
  const used: string[] = [];
  const fetch = createSessionFetch({
    pool: { size: 1, retries: 1 },
    proxies: ["http://127.0.0.2:1", "http://127.0.0.3:1"],
    fetch: async () => new Response(),
    check: ({ session, request }) => {
      if (request.url === "http://a.example/") used.push(String(session.state.proxy));
      return used.length !== 2;
    },
  });
  for (const host of ["a", "b", "a"]) await fetch(`http://${host}.example/`);
  await fetch.sessions.close();
  const [first, same, replacement] = used;
  expect(same).toBe(first);
  expect(replacement).not.toBe(first);
});
