import { expect, test } from "vitest";

import { createTestSite } from "../../src/index.ts";
import { Visitor } from "./visitor.ts";

test("a slow page answers when the test releases it", async () => {
  await using site = await createTestSite();
  const slow = new Visitor(site).ask("/slow");
  await site.waitFor("request", ({ path }) => path === "/slow");
  expect(site.held).toBe(1);
  expect(site.release()).toBe(1);
  expect(await slow).toMatchObject({ status: 200, text: "released" });
  expect(site.held).toBe(0);
});

test("slow pages are released by name", async () => {
  await using site = await createTestSite();
  const visitor = new Visitor(site);
  const both = site.waitFor("request", () => site.requests.length === 2);
  const [a, b] = [visitor.ask("/slow?name=a"), visitor.ask("/slow?name=b")];
  await both;
  expect(site.release("b")).toBe(1);
  await b;
  expect(site.release("b")).toBe(0);
  expect(site.release()).toBe(1);
  await a;
});

test("a client that gives up is seen, and its answer is not held any longer", async () => {
  await using site = await createTestSite();
  const controller = new AbortController();
  const slow = fetch(`${site.origin}/slow`, { signal: controller.signal });
  await site.waitFor("request");
  const gone = site.waitFor("answer");
  controller.abort();
  await expect(slow).rejects.toThrow("aborted");
  expect(await gone).toMatchObject({ aborted: true, status: undefined });
  expect(site.held).toBe(0);
});

test("a stream stalls in the middle of its body", async () => {
  await using site = await createTestSite();
  const response = await fetch(`${site.origin}/stream`);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  expect(await reader?.read()).toEqual({ done: false, value: "first half, " });
  expect(site.release()).toBe(1);
  expect(await reader?.read()).toEqual({ done: false, value: "second half" });
  expect(await reader?.read()).toMatchObject({ done: true });
});

test("a stream that is given up is seen", async () => {
  await using site = await createTestSite();
  const controller = new AbortController();
  const response = await fetch(`${site.origin}/stream`, { signal: controller.signal });
  const gone = site.waitFor("answer");
  controller.abort();
  await expect(response.text()).rejects.toThrow("aborted");
  expect(await gone).toMatchObject({ aborted: true, status: 200 });
});
