import { describe, expect, it } from "vitest";
import type { ZyteRequest } from "../../src/index.ts";
import { createLab, idsOf } from "../sessions/support/service.ts";

describe("hooks", () => {
  it("142: `prepare` may edit a query that has got its session", async () => {
    const query: ZyteRequest = { url: "https://example.com/", browserHtml: true, echoData: "use" };
    const lab = createLab({
      prepare: (request, { id }) => {
        Object.assign(request, { jobId: id });
      },
    });
    await lab.sessions.extract(query);
    expect(lab.uses[0]?.jobId).toBe(lab.uses[0]?.session?.id);
    expect(query).not.toHaveProperty("jobId"); // the caller's own stays as it is
  });

  it("143: or answer another one, which goes through the same session", async () => {
    const granted: string[] = [];
    const lab = createLab({
      prepare: (request) => ({ ...request, url: `${request.url}?prepared` }),
    });
    lab.sessions.on("lease:granted", ({ id }) => void granted.push(id));
    await lab.page("/p");
    expect(lab.uses.map(({ url }) => url)).toEqual(["https://example.com/p?prepared"]);
    expect(idsOf(lab.uses)).toEqual(granted);
  });

  it("144: what a check has learnt of a session is known there", async () => {
    const tokens = new Map<string, string>();
    const lab = createLab({
      pool: { size: 2 },
      check: ({ phase, session }) => {
        if (phase === "init") tokens.set(session.id, `token of ${session.id}`);
        return true;
      },
      prepare: (request, { id }) => ({ ...request, jobId: tokens.get(id) ?? "none" }),
    });
    await lab.page("/1");
    await lab.page("/2");
    for (const { jobId, session } of lab.uses) expect(jobId).toBe(`token of ${session?.id}`);
  });

  it("145: profiles are chosen by URL, the most specific first, then by priority", async () => {
    const by = (name: string) => ({
      prepare: (request: ZyteRequest) => ({ ...request, jobId: name }),
    });
    const lab = createLab({
      profiles: [
        { match: /example/, ...by("any") },
        { match: "*.example.com", ...by("subdomain") },
        { match: "example.com", priority: 1, ...by("first") },
        { match: "example.com", priority: 2, ...by("second") },
        { match: "example.com/cart/*", ...by("cart") },
      ],
    });
    const jobOf = async (url: string): Promise<unknown> => {
      await lab.sessions.extract({ url, browserHtml: true, echoData: "use" });
      return lab.uses.at(-1)?.jobId;
    };
    expect(await jobOf("https://example.com/")).toBe("second");
    expect(await jobOf("https://example.com/cart/1")).toBe("cart");
    expect(await jobOf("https://www.example.com/")).toBe("subdomain");
    expect(await jobOf("https://example.org/")).toBe("any");
    expect(await jobOf("https://other.org/")).toBeUndefined();
  });

  it("146: the session of a response can be read, also after a retry; without one there is none", async () => {
    const lab = createLab({ pool: { size: 2 } });
    const url = "https://example.com/";
    const response = await lab.sessions.extract({ url, browserHtml: true, echoData: "use" });
    const session = lab.sessions.sessionOf(response);
    expect(session).toMatchObject({ id: lab.uses[0]?.session?.id, uses: 1 });
    const free = await lab.sessions.extract(
      { url, browserHtml: true },
      { session: { enabled: false } },
    );
    expect(lab.sessions.sessionOf(free)).toBeUndefined();
  });
});
