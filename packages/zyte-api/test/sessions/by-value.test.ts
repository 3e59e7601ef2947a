import { describe, expect, it } from "vitest";
import type { Action } from "../../src/index.ts";
import { PAGE, createLab, drive, problem } from "./support/service.ts";

const BUSY = problem(429, "/limits/over-user-limit");

function click(value: string): Action {
  return { action: "click", selector: { type: "css", value } };
}

describe("a query is taken as it is when it is handed over", () => {
  it("whatever its owner does to it while it waits", async () => {
    const lab = createLab({
      pool: { size: 1 },
      script: (_query, n) => (n < 2 ? BUSY : undefined),
    });
    const actions = [click("a")];
    const tags = { n: "1" };
    const query = { ...PAGE, url: "https://example.com/", actions, tags };
    const page = lab.sessions.extract(query);
    actions.push(click("b"));
    tags.n = "2";
    query.url = "https://example.org/";
    await drive(lab.clock, page);
    for (const use of lab.uses) {
      expect(use).toMatchObject({
        url: "https://example.com/",
        actions: [click("a")],
        tags: { n: "1" },
      });
    }
    expect(lab.uses.length).toBeGreaterThan(0);
  });

  it("and so is what it says of its session", async () => {
    const params = { browserHtml: true, actions: [click("a")] };
    const location = { postalCode: "10001" };
    const lab = createLab({ pool: { size: 1 } });
    const pages = [
      lab.page("/", { session: { params } }),
      lab.page("/", { session: { location } }),
    ];
    params.actions.push(click("b"));
    location.postalCode = "90001";
    await Promise.all(pages);
    const [byParams, byLocation] = lab.inits;
    expect(byParams?.actions).toEqual([click("a")]);
    expect(byLocation?.actions).toEqual([
      { action: "setLocation", address: { postalCode: "10001" } },
    ]);
  });

  it("what `prepare` edits in one attempt is not edited in the next", async () => {
    const lab = createLab({
      pool: { size: 1, maxErrors: 9 },
      prepare: (request) => void (request.actions as Action[]).push(click("b")),
      script: ({ echoData }, n) =>
        echoData === "use" && n < 3 ? problem(520, "/download/temporary-error") : undefined,
    });
    await lab.sessions.extract({ ...PAGE, url: "https://example.com/", actions: [click("a")] });
    for (const { actions } of lab.uses) expect(actions).toEqual([click("a"), click("b")]);
    expect(lab.uses.length).toBeGreaterThan(1);
  });
});
