import { stopPool } from "@sessionary/core";
import { describe, expect, it } from "vitest";
import { createLab, problem, turn, type Lab } from "../sessions/support/service.ts";

async function reasonOf(lab: Lab): Promise<unknown> {
  await lab.page().catch(() => undefined);
  await turn(lab.clock);
  return lab.page().then(
    () => undefined,
    (error: unknown) => (error as { reason?: string }).reason,
  );
}

describe("the reasons of an end", () => {
  it("150: they are those of scrapy-zyte-api, or a checker's own", async () => {
    expect(await reasonOf(createLab({ check: () => false }))).toBe("bad_session_inits");
    expect(await reasonOf(createLab({ poolName: () => "" }))).toBe("pool_error");
    const unsupported = createLab({
      location: { postalCode: "1" },
      script: () => ({
        actions: [
          {
            action: "setLocation" as const,
            status: "returned" as const,
            elapsedTime: 0,
            error: "Action setLocation not supported on example.com",
          },
        ],
      }),
    });
    expect(await reasonOf(unsupported)).toBe("unsupported_set_location");
    expect(await reasonOf(createLab({ check: () => stopPool("mine") }))).toBe("mine");
  });

  it("151: a key that is none, and a suspended account, end it at once", async () => {
    const bad = createLab({ script: () => problem(401, "/auth/key-not-found") });
    expect(await reasonOf(bad)).toBe("zyte_api_bad_key");
    expect(bad.service.queries).toHaveLength(1);
    const suspended = createLab({ script: () => problem(403, "/auth/account-suspended") });
    expect(await reasonOf(suspended)).toBe("zyte_api_suspended_account");
    expect(suspended.service.queries).toHaveLength(1);
  });

  it("a failed pool leaves the others alone where that is wanted", async () => {
    const lab = createLab({
      onPoolFailed: "keep",
      check: ({ request }) => !request?.url.includes("example.com"),
    });
    await expect(lab.page()).rejects.toMatchObject({ code: "ERR_TOO_MANY_BAD_INITS" });
    await turn(lab.clock);
    await lab.sessions.extract({ url: "https://other.example/", browserHtml: true });
  });
});
