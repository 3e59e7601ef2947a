import { createZyteEmulator } from "@sessionary/testkit/zyte";
import { expect, expectTypeOf, test } from "vitest";
import { createZyteFetch, type ZyteFetch } from "../../src/fetch/index.ts";
import {
  createZyteClient,
  createZyteSessions,
  type SessionExtractOptions,
} from "../../src/index.ts";

test("a fetch over sessions of Zyte API: each request goes through one, of the location it asks for", async () => {
  await using zyte = await createZyteEmulator();
  await using client = createZyteClient({ apiKey: zyte.apiKey, baseUrl: zyte.url });
  await using sessions = createZyteSessions({
    client,
    pool: { size: 2 },
    location: { postalCode: "04662" },
    check: async ({ reading }) => (await reading.text()).includes("zip_code"),
  });
  const fetch = createZyteFetch({ client: sessions });
  expectTypeOf(fetch).toExtend<typeof globalThis.fetch>();
  expectTypeOf(fetch).toEqualTypeOf<ZyteFetch<SessionExtractOptions>>();
  for (let n = 1; n <= 4; n++) {
    const response = await fetch(`http://shop.example/product/${n}`);
    expect(await response.text()).toContain("04662");
  }
  const elsewhere = await fetch("http://shop.example/product/1", {
    extract: { session: { location: { postalCode: "10001" } } },
  });
  expect(await elsewhere.text()).toContain("10001");
  expect(sessions.pools().map(({ name }) => name)).toEqual(["shop.example", "shop.example@10001"]);
  expect(zyte.truth().sessions).toHaveLength(3);
});
