import { describe, expect, test } from "vitest";
import { memoryStore } from "../../src/store/memory/memory-store.ts";
import type { SessionStore } from "../../src/store/store.ts";
import { createTestClient, to } from "./helpers.ts";

/** A store that notes which pools are opened in it. */
function noting(): SessionStore & { readonly names: readonly string[] } {
  const store = memoryStore();
  const names: string[] = [];
  const open: SessionStore["open"] = (name, limits, context) => {
    names.push(name);
    return store.open(name, limits, context);
  };
  return { names, open };
}

describe("`store`", () => {
  test("is where the sessions of every pool live", async () => {
    const store = noting();
    const { client } = createTestClient({ store });
    await client.send(to("one.example"));
    await client.send(to("two.example"));
    expect(store.names).toEqual(["one.example", "two.example"]);
    await client.close();
  });

  test("gives way to that of pool settings", async () => {
    const [usual, own] = [noting(), noting()];
    const { client } = createTestClient({ store: usual, pools: { "own.example": { store: own } } });
    await client.send(to("usual.example"));
    await client.send(to("own.example"));
    expect([usual.names, own.names]).toEqual([["usual.example"], ["own.example"]]);
    await client.close();
    const inPool = createTestClient({ store: usual, pool: { store: own } });
    await inPool.client.send(to("usual.example"));
    expect(own.names).toEqual(["own.example", "usual.example"]);
    await inPool.client.close();
  });
});
