import { createServer } from "node:http";

import { expect, test } from "vitest";

import { createZyteEmulator, type ZyteEmulator } from "../../src/zyte/index.ts";
import { ask, rendered } from "./asking.ts";

async function setLocation(
  zyte: ZyteEmulator,
  rest: object = {},
  url = "https://shop.example/product/1",
): Promise<{ results: unknown; html: string; status: number }> {
  const actions = [
    { action: "setLocation", address: { postalCode: "04662" }, ...rest },
    { action: "reload" },
  ];
  const { status, body } = await ask(zyte, rendered("", { url, actions }));
  return { status, results: body["actions"], html: String(body["browserHtml"]) };
}

test("sets the location by the site's form and shows the page again", async () => {
  await using zyte = await createZyteEmulator();
  const address = {
    addressCountry: "US",
    addressRegion: "ME",
    postalCode: "04662",
    streetAddress: "1",
  };
  const { results, html } = await setLocation(zyte, { address });
  expect(results).toMatchObject([{ status: "success" }, { status: "success" }]);
  expect(html).toContain('<span class="zip_code">04662</span>');
  expect(html).toContain(zyte.site.price(1, "04662").toFixed(2));
});

test("is returned as unsupported on the hosts that are named", async () => {
  await using zyte = await createZyteEmulator({ withoutSetLocation: ["shop.example"] });
  const { status, results } = await setLocation(zyte);
  expect(status).toBe(200);
  expect(results).toEqual([
    {
      action: "setLocation",
      elapsedTime: 0.05,
      status: "returned",
      error: "Action setLocation not supported on shop.example",
    },
    { action: "reload", elapsedTime: 0, status: "notExecuted" },
  ]);
  const other = await setLocation(zyte, {}, "https://other.example/product/1");
  expect(other.results).toMatchObject([{ status: "success" }, { status: "success" }]);
});

test("may be unsupported and continued", async () => {
  await using zyte = await createZyteEmulator({ withoutSetLocation: ["shop.example"] });
  const { results } = await setLocation(zyte, { onError: "continue" });
  expect(results).toMatchObject([
    { status: "continued", error: expect.stringMatching(/^Action setLocation not supported /) },
    { status: "success" },
  ]);
});

test("is unsupported on sites without a form for it", async () => {
  const server = createServer((incoming, outgoing) => {
    outgoing.writeHead(incoming.url === "/product/1" ? 200 : 404).end("<h1>Bare</h1>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  try {
    await using zyte = await createZyteEmulator({
      hosts: { "bare.example": `http://127.0.0.1:${port}` },
    });
    const { results } = await setLocation(zyte, {}, "https://bare.example/product/1");
    expect(results).toMatchObject([
      { error: "Action setLocation not supported on bare.example" },
      { status: "notExecuted" },
    ]);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

test("fails where the site does not know the place", async () => {
  await using zyte = await createZyteEmulator();
  const unknown = await setLocation(zyte, { address: { postalCode: "nowhere" } });
  expect(unknown.results).toMatchObject([
    {
      status: "returned",
      error: "Action setLocation failed: the site does not know the location nowhere",
    },
    { status: "notExecuted" },
  ]);
  expect(unknown.html).toContain('<span class="zip_code">10001</span>');
  const none = await setLocation(zyte, { address: { addressCountry: "US" } });
  expect(none.results).toMatchObject([
    { error: "Action setLocation failed: this site needs a postalCode" },
    { status: "notExecuted" },
  ]);
});
