import { expect, test } from "vitest";

import { createZyteEmulator, type ZyteEmulator } from "../../src/zyte/index.ts";
import { ask, rendered, type Asked } from "./asking.ts";

interface Result {
  readonly action: string;
  readonly elapsedTime: number;
  readonly status: string;
  readonly error?: string;
}

const css = (value: string): object => ({ selector: { type: "css", value } });
const xpath = (value: string): object => ({ selector: { type: "xpath", value } });

async function act(
  zyte: ZyteEmulator,
  path: string,
  actions: readonly object[],
): Promise<Asked & { readonly results: readonly Result[]; readonly html: string }> {
  const asked = await ask(zyte, rendered(path, { actions }));
  return {
    ...asked,
    results: asked.body["actions"] as unknown as readonly Result[],
    html: String(asked.body["browserHtml"]),
  };
}

test("a form is filled in and sent", async () => {
  await using zyte = await createZyteEmulator();
  const { html, body, results } = await act(zyte, "/login", [
    { action: "waitForSelector", ...css("form") },
    { action: "click", ...css("input[name=user]") },
    { action: "type", ...css("input[name=user]"), text: "ali" },
    { action: "type", ...css("input[name=user]"), text: "ce" },
    { action: "type", ...xpath("//form//input[@name='password']"), text: "wonderland" },
    { action: "click", ...xpath("/html//form/button") },
  ]);
  expect(results.map(({ status }) => status)).toEqual(results.map(() => "success"));
  expect(results.every(({ elapsedTime }) => elapsedTime > 0)).toBe(true);
  expect(html).toContain('<b class="account">alice</b>');
  expect(body["url"]).toBe("https://shop.example/login");
});

test("the location form takes its token along, Enter sends it, and the browser follows the redirect", async () => {
  await using zyte = await createZyteEmulator();
  const { html, body } = await act(zyte, "/location", [
    { action: "type", ...css("input[name=zip]"), text: "04662" },
    { action: "keyPress", key: "Enter" },
  ]);
  expect(body["url"]).toBe("https://shop.example/");
  expect(html).toContain('<span class="zip_code">04662</span>');
  expect(zyte.site.session(1)?.location).toBe("04662");
});

test("links are followed, URLs gone to, pages loaded again", async () => {
  await using zyte = await createZyteEmulator();
  const { body } = await act(zyte, "/", [
    { action: "click", ...css('a[href="/links"]') },
    { action: "goto", url: "/links/2", options: { waitUntil: "load" } },
    { action: "reload" },
    { action: "waitForNavigation", timeout: 31 },
  ]);
  expect(body["url"]).toBe("https://shop.example/links/2");
  expect(zyte.site.requests.map(({ path }) => path)).toEqual([
    "/",
    "/links",
    "/links/2",
    "/links/2",
  ]);
});

test("a failed action ends the sequence, unless it is told to continue", async () => {
  await using zyte = await createZyteEmulator();
  const { status, results } = await act(zyte, "/", [
    { action: "hover", ...css(".nothing"), onError: "continue" },
    { action: "hover", ...css("h1") },
    { action: "doubleClick", ...css(".nothing") },
    { action: "scrollBottom" },
    { action: "reload" },
  ]);
  expect(status).toBe(200);
  expect(results.map(({ action, status: end }) => [action, end])).toEqual([
    ["hover", "continued"],
    ["hover", "success"],
    ["doubleClick", "returned"],
    ["scrollBottom", "notExecuted"],
    ["reload", "notExecuted"],
  ]);
  expect(results[0]?.error).toBe("Action hover failed: nothing matches the selector .nothing");
  expect(results[1]).not.toHaveProperty("error");
  expect(results[3]?.elapsedTime).toBe(0);
  expect(zyte.truth().totals).toMatchObject({ ok: 1, charged: 1 });
});

test("actions end after 60 seconds together, which nobody has to wait for", async () => {
  await using zyte = await createZyteEmulator();
  const wait = { action: "waitForTimeout", timeout: 15 };
  const { results } = await act(zyte, "/", [
    wait,
    wait,
    wait,
    { ...wait, timeout: 10 },
    wait,
    wait,
  ]);
  expect(results).toMatchObject([
    { status: "success", elapsedTime: 15 },
    { status: "success" },
    { status: "success" },
    { status: "success", elapsedTime: 10 },
    { status: "returned", elapsedTime: 5, error: expect.stringContaining("60 s") },
    { status: "notExecuted" },
  ]);
});

test("time-outs default to five seconds", async () => {
  await using zyte = await createZyteEmulator();
  const { results } = await act(zyte, "/", [
    { action: "waitForTimeout" },
    { action: "waitForSelector", ...css(".nothing"), onError: "continue" },
    { action: "waitForSelector", ...css(".nothing"), timeout: 2, onError: "continue" },
    { action: "waitForResponse", urlPattern: "/nothing", onError: "continue" },
    { action: "waitForRequest", urlPattern: "example/", urlMatchingOptions: "endsWith" },
  ]);
  expect(results.map(({ status, elapsedTime }) => [status, elapsedTime])).toEqual([
    ["success", 5],
    ["continued", 5],
    ["continued", 2],
    ["continued", 5],
    ["success", 0.05],
  ]);
});

test("selectors tell visible, hidden and attached elements apart", async () => {
  await using zyte = await createZyteEmulator();
  const state = (value: string, wanted: string): object => ({
    action: "waitForSelector",
    selector: { type: "css", value, state: wanted },
    onError: "continue",
  });
  const { results } = await act(zyte, "/location", [
    state("input[name=csrf]", "visible"),
    state("input[name=csrf]", "hidden"),
    state("input[name=csrf]", "attached"),
    { action: "hide", ...css("h1") },
    state("h1", "visible"),
    state("h1", "hidden"),
    state("h1[", "attached"),
    { action: "hover", ...xpath("count(//h1)") },
  ]);
  expect(results.map(({ status }) => status)).toEqual([
    "continued",
    "success",
    "success",
    "success",
    "continued",
    "success",
    "continued",
    "returned",
  ]);
});

test("scripts see the page, change it, fetch and navigate", async () => {
  await using zyte = await createZyteEmulator();
  const { html, results } = await act(zyte, "/product/1", [
    { action: "evaluate", source: "document.querySelector('h1').textContent = 'Mine'" },
    {
      action: "evaluate",
      source:
        "fetch('/api/location', { method: 'POST', body: new URLSearchParams({ zip: '04662' }) }).then(() => undefined)",
    },
  ]);
  expect(results.map(({ status }) => status)).toEqual(["success", "success"]);
  expect(html).toContain("<h1>Mine</h1>");
  expect(zyte.site.session(1)?.location).toBe("04662");
  for (const source of ["location.assign('/links')", "window.location.href = '/links'"]) {
    const gone = await act(zyte, "/", [{ action: "evaluate", source }]);
    expect(gone.body["url"]).toBe("https://shop.example/links");
  }
  const source = "(async () => { await fetch('/echo'); throw new Error('too late'); })()";
  const late = await act(zyte, "/", [{ action: "evaluate", source }]);
  expect(late.results).toMatchObject([{ error: "Action evaluate failed: too late" }]);
  const broken = await act(zyte, "/", [{ action: "evaluate", source: "nothing.at.all" }]);
  expect(broken.results).toMatchObject([
    { status: "returned", error: "Action evaluate failed: nothing is not defined" },
  ]);
});

test("selects are set; what the page has not got fails", async () => {
  await using zyte = await createZyteEmulator();
  const source = `document.querySelector("main").innerHTML =
    '<form action="/echo"><input type="search" name="q"><select name="size"><option>S</option><option value="m">M</option></select>' +
    '<input type="checkbox" name="gift" value="yes"><textarea name="note"></textarea><button name="go" value="1">Go</button></form>'`;
  const { body } = await act(zyte, "/", [
    { action: "evaluate", source },
    { action: "select", ...css("select"), values: ["m"] },
    { action: "click", ...css("input[type=checkbox]") },
    { action: "type", ...css("textarea"), text: "for you" },
    { action: "click", ...css("button") },
  ]);
  expect(body["url"]).toBe("https://shop.example/echo?q=&size=m&gift=yes&note=for+you&go=1");
  const search = await act(zyte, "/", [
    { action: "evaluate", source },
    { action: "searchKeyword", keyword: "shoes" },
  ]);
  expect(search.body["url"]).toBe("https://shop.example/echo?q=shoes&size=S&note=");
  const { results } = await act(zyte, "/", [
    { action: "searchKeyword", keyword: "shoes", onError: "continue" },
    { action: "interaction", id: "mine", onError: "continue" },
    { action: "type", ...css("h1"), text: "x", onError: "continue" },
    { action: "select", ...css("h1"), values: [], onError: "continue" },
    { action: "goto", url: "http://nobody.invalid/" },
  ]);
  expect(results.map(({ error }) => error)).toEqual([
    "Action searchKeyword failed: the page has no search field",
    "Action interaction failed: there is no interaction mine",
    "Action type failed: the element takes no text",
    "Action select failed: the element is no select",
    "Action goto failed: domain-unreachable",
  ]);
});

test("a page's own scripts run, unless JavaScript is off", async () => {
  await using zyte = await createZyteEmulator();
  const on = await ask(zyte, rendered("/js"));
  expect(on.body["browserHtml"]).toContain('data-challenge="passed"');
  const off = await ask(zyte, rendered("/js", { javascript: false }));
  expect(off.body["browserHtml"]).toContain('data-challenge="pending"');
});

test("the referer is sent with the first page, and pages refer to the one before", async () => {
  await using zyte = await createZyteEmulator();
  await ask(
    zyte,
    rendered("/", {
      requestHeaders: { referer: "https://search.example/" },
      actions: [{ action: "goto", url: "/links" }],
    }),
  );
  expect(zyte.site.requests.map(({ headers }) => headers.referer)).toEqual([
    "https://search.example/",
    "https://shop.example/",
  ]);
});

test("actions fail by plan", async () => {
  await using zyte = await createZyteEmulator();
  zyte.plan([{ failActions: ["hover"] }]);
  const actions = [{ action: "hover", ...css("h1"), onError: "continue" }, { action: "reload" }];
  const planned = await act(zyte, "/", actions);
  expect(planned.results.map(({ status }) => status)).toEqual(["continued", "success"]);
  const usual = await act(zyte, "/", actions);
  expect(usual.results.map(({ status }) => status)).toEqual(["success", "success"]);
});

test("pages that are no HTML have nothing to act on, and harm nobody", async () => {
  await using zyte = await createZyteEmulator();
  const { status, results, html } = await act(zyte, "/cookies", [
    { action: "hover", ...css("h1"), onError: "continue" },
    { action: "searchKeyword", keyword: "x", onError: "continue" },
    { action: "evaluate", source: "document.querySelector('h1')" },
    { action: "reload" },
  ]);
  expect(status).toBe(200);
  expect(results.map((result) => result.status)).toEqual([
    "continued",
    "continued",
    "success",
    "success",
  ]);
  expect(html).toBe("{}");
  const product = await ask(zyte, { url: "https://shop.example/cookies", product: true });
  expect(product.body["product"]).toMatchObject({ url: "https://shop.example/cookies" });
  const empty = await ask(zyte, {
    url: "https://shop.example/",
    product: true,
    productOptions: { extractFrom: "userHtml", userHtml: " " },
  });
  expect(empty.status).toBe(200);
});
