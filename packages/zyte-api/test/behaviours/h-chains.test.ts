import { describe, expect, it } from "vitest";
import type { ZyteInit, ZyteRequest } from "../../src/index.ts";
import { createLab, drive, idsOf } from "../sessions/support/service.ts";

describe("chains that begin sessions", () => {
  it("86: a function gets id, request and a way to send, and says whether it worked", async () => {
    const seen: unknown[] = [];
    const lab = createLab({
      pool: { size: 1 },
      init: async ({ id, request, send }) => {
        const { url } = await send({ httpResponseBody: true });
        seen.push([id, request?.url, url]);
        return true;
      },
    });
    await lab.page("/p/1");
    const [id] = idsOf(lab.uses);
    expect(seen).toEqual([[id, "https://example.com/p/1", "https://example.com/p/1"]]);
  });

  it("87: each query of it has the session and the policy of sessions, and may say the rest itself", async () => {
    const lab = createLab({
      pool: { size: 1 },
      init: async ({ send }) => {
        await send({ httpResponseBody: true, url: "https://example.com/form" });
        await send({ httpResponseBody: true, httpRequestMethod: "POST", requestCookies: [] });
      },
    });
    await lab.page();
    const [form, post] = lab.inits;
    const [id] = idsOf(lab.uses);
    expect(form).toEqual({
      httpResponseBody: true,
      url: "https://example.com/form",
      session: { id },
    });
    expect(post).toEqual({
      httpResponseBody: true,
      httpRequestMethod: "POST",
      requestCookies: [],
      url: "https://example.com/",
      session: { id },
    });
  });

  it("88: `false` is a failed check, a throw a failure; both are bad, and it begins anew with a new id", async () => {
    const ids: string[] = [];
    const steps: ZyteInit[] = [
      () => false,
      () => Promise.reject(new Error("no form")),
      () => undefined,
    ];
    const lab = createLab({
      pool: { size: 1 },
      init: (context) => {
        ids.push(context.id);
        return steps[ids.length - 1]?.(context);
      },
    });
    await drive(lab.clock, lab.page());
    expect(new Set(ids).size).toBe(3);
    expect(lab.sessions.counters()).toMatchObject({
      "scrapy-zyte-api/sessions/init/check-failed": 1,
      "scrapy-zyte-api/sessions/init/failed": 1,
      "scrapy-zyte-api/sessions/init/check-passed": 1,
    });
  });

  it("89: many queries make one session", async () => {
    const lab = createLab({
      pool: { size: 1 },
      init: async ({ send }) => {
        for (let n = 0; n < 5; n += 1) await send({ httpResponseBody: true });
      },
    });
    await lab.page();
    expect(lab.inits).toHaveLength(5);
    expect(new Set(idsOf(lab.service.queries)).size).toBe(1);
    expect(lab.count("init/check-passed")).toBe(1);
  });

  it("what it returns is in the session's state, and reaches `prepare`", async () => {
    const lab = createLab({
      pool: { size: 1 },
      init: () => ({ token: "t-1" }),
      prepare: (request, { state }) => ({
        ...request,
        jobId: (state as { token?: string }).token ?? "",
      }),
    });
    await lab.page();
    expect(lab.uses[0]).toMatchObject({ jobId: "t-1" } satisfies Partial<ZyteRequest>);
  });

  it("can look at the query that would have begun the session", async () => {
    const lab = createLab({
      location: { postalCode: "04662" },
      init: async ({ send, params }) =>
        void (await send({ ...(await params()), includeIframes: true })),
    });
    await lab.page();
    expect(lab.inits[0]).toMatchObject({
      actions: [{ action: "setLocation", address: { postalCode: "04662" } }],
      includeIframes: true,
    });
  });
});
