import { describe, expect, it } from "vitest";
import { createLab } from "./support/service.ts";

const request = { url: "https://example.com/", browserHtml: true };

describe("tasks of one's own", () => {
  it("run through a session of the pool that the query belongs to", async () => {
    const lab = createLab({ pool: { size: 1 } });
    const location = { postalCode: "04662" };
    const id = await lab.sessions.use(({ session }) => session.id, { request, location });
    expect(lab.inits[0]).toMatchObject({ session: { id }, actions: [{ address: location }] });
    expect(lab.sessions.pools().map(({ name }) => name)).toEqual(["example.com@04662"]);
  });

  it("refuse what is no option", async () => {
    const lab = createLab();
    const options = { request, location: "04662" as never };
    await expect(lab.sessions.use(() => 1, options)).rejects.toThrow(
      "expected `session.location` to be an object",
    );
  });
});
