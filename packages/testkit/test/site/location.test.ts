import { expect, test } from "vitest";

import { createTestSite } from "../../src/index.ts";
import { read, shownZip, Visitor } from "./visitor.ts";

test("the form sets the location, and the price follows it", async () => {
  await using site = await createTestSite({ defaultZip: "90210" });
  const visitor = new Visitor(site);
  const before = await visitor.ask("/product/7");
  expect(shownZip(before.text)).toBe("90210");
  expect(read(before.text, /<span class="price">([\d.]+)</)).toBe(
    site.price(7, "90210").toFixed(2),
  );

  const answer = await visitor.setLocation("04662");
  expect(answer.status).toBe(303);
  expect(answer.headers.get("location")).toBe("/");

  const after = await visitor.ask("/product/7");
  expect(shownZip(after.text)).toBe("04662");
  expect(read(after.text, /<span class="price">([\d.]+)</)).toBe(site.price(7, "04662").toFixed(2));
  expect(site.price(7, "04662")).not.toBe(site.price(7, "90210"));
  expect(site.session(1)).toMatchObject({ location: "04662", shownLocation: "04662", right: 2 });
});

test("a wrong CSRF token is refused and changes nothing", async () => {
  await using site = await createTestSite();
  const visitor = new Visitor(site);
  expect((await visitor.post("/location", { zip: "04662" })).status).toBe(403);
  expect((await visitor.post("/location", { zip: "04662", csrf: "guess" })).status).toBe(403);
  expect(site.session(1)?.location).toBe("10001");
  expect(site.truth().totals.refused).toBe(2);
});

test("a CSRF token belongs to its session", async () => {
  await using site = await createTestSite();
  const { text } = await new Visitor(site).ask("/location");
  const csrf = read(text, /name="csrf" value="(\w+)"/);
  const other = new Visitor(site);
  await other.ask("/");
  expect((await other.post("/location", { zip: "04662", csrf })).status).toBe(403);
});

test("a zip code that is none is refused", async () => {
  await using site = await createTestSite();
  expect((await new Visitor(site).setLocation("4662")).status).toBe(400);
  expect((await new Visitor(site).post("/api/location", { zip: "x" })).status).toBe(400);
});

test("the API sets the location without a token", async () => {
  await using site = await createTestSite();
  const visitor = new Visitor(site);
  const urlencoded = await visitor.post("/api/location", { zip: "04662" });
  expect(JSON.parse(urlencoded.text)).toEqual({ zip: "04662", variant: "A" });
  const headers = { "content-type": "application/json" };
  const json = await visitor.ask("/api/location", {
    method: "POST",
    body: '{"zip":"04663"}',
    headers,
  });
  expect(JSON.parse(json.text)).toEqual({ zip: "04663", variant: "A" });
  expect(JSON.parse((await visitor.ask("/api/location")).text)).toMatchObject({ zip: "04663" });
  expect((await visitor.ask("/api/location", { method: "POST", body: "{", headers })).status).toBe(
    400,
  );
});

test("the product page and its JSON twin agree", async () => {
  await using site = await createTestSite();
  const { text } = await new Visitor(site).ask("/api/product/12");
  expect(JSON.parse(text)).toEqual({
    product: 12,
    name: "Product 12",
    price: site.price(12, "10001"),
    zip: "10001",
    variant: "A",
  });
});

test("there are no more products than asked for", async () => {
  await using site = await createTestSite({ products: 25 });
  const visitor = new Visitor(site);
  expect((await visitor.ask("/product/25")).status).toBe(200);
  expect((await visitor.ask("/product/26")).status).toBe(404);
  expect((await visitor.ask("/product/0")).status).toBe(404);
});

test("every product is reached by links", async () => {
  await using site = await createTestSite({ products: 45 });
  const visitor = new Visitor(site);
  const found: string[] = [];
  let next: string | undefined = "/links";
  while (next !== undefined) {
    const { text } = await visitor.ask(next);
    found.push(
      ...[...text.matchAll(/class="product" href="([^"]+)"/g)].map(([, href = ""]) => href),
    );
    next = /rel="next" href="([^"]+)"/.exec(text)?.[1];
  }
  expect(found).toEqual(Array.from({ length: 45 }, (_, index) => `/product/${index + 1}`));
  expect((await visitor.ask("/links/4")).status).toBe(404);
});
