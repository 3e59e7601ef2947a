import { expect, test } from "vitest";

import { createTestSite } from "../../src/index.ts";
import { read, shownZip, Visitor } from "./visitor.ts";

test("a variant marks up the price differently and shows a wrong one", async () => {
  await using site = await createTestSite({ variants: { B: 1 } });
  const visitor = new Visitor(site);
  const { status, text } = await visitor.ask("/product/7");
  expect(status).toBe(200);
  expect(text).toContain('<body data-variant="B">');
  expect(text).not.toContain('class="price"');
  expect(read(text, /<strong class="offer">([\d.]+)</)).not.toBe(site.price(7, "10001").toFixed(2));
  const twin = JSON.parse((await visitor.ask("/api/product/7")).text) as { price: number };
  expect(twin).toMatchObject({ variant: "B", zip: "10001" });
  expect(twin.price).toBeLessThan(site.price(7, "10001"));
  expect(site.session(1)).toMatchObject({ variant: "B", right: 0, wrong: 2 });
});

test("variants are seen by their shares of the sessions", async () => {
  await using site = await createTestSite({ variants: { B: 0.3, C: 0.2 } });
  for (let visit = 0; visit < 200; visit++) await new Visitor(site).ask("/");
  const { sessions } = site.truth();
  const count = (name: string): number => sessions.filter(({ variant }) => variant === name).length;
  expect(count("A") + count("B") + count("C")).toBe(200);
  expect(count("A")).toBeGreaterThan(75);
  expect(count("B")).toBeGreaterThan(40);
  expect(count("C")).toBeGreaterThan(20);
});

test("a wrong location is shown whatever was asked for, with its own price", async () => {
  await using site = await createTestSite({ wrongLocation: 1 });
  const visitor = new Visitor(site);
  await visitor.setLocation("04662");
  const { status, text } = await visitor.ask("/product/7");
  const zip = shownZip(text);
  expect(status).toBe(200);
  expect(zip).not.toBe("04662");
  expect(shownZip((await visitor.ask("/")).text)).toBe(zip);
  expect(read(text, /class="price">([\d.]+)</)).toBe(site.price(7, zip).toFixed(2));
  expect(site.session(1)).toMatchObject({
    location: "04662",
    shownLocation: zip,
    right: 0,
    wrong: 1,
  });
});

test("a location can be lost in the middle of a session's life", async () => {
  await using site = await createTestSite({ wrongLocation: { share: 1, afterUses: 3 } });
  const answers = await new Visitor(site).askTimes(5);
  expect(answers.map(({ text }) => shownZip(text) === "10001")).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
  expect(site.truth().totals).toMatchObject({ served: 5, right: 3, wrong: 2 });
});

test("a trial price is never the true one", async () => {
  await using site = await createTestSite({ variants: { B: 1 }, products: 500 });
  const visitor = new Visitor(site);
  for (let product = 1; product <= 500; product++) {
    const { price } = JSON.parse((await visitor.ask(`/api/product/${product}`)).text) as {
      price: number;
    };
    expect(price).toBeGreaterThan(0);
    expect(price).toBeLessThan(site.price(product, "10001"));
  }
});
