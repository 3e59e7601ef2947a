import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { createSessionContext, type ZyteRequest, type ZyteWarning } from "../../src/index.ts";
import { createLab, type Lab } from "../sessions/support/service.ts";

function labWithWarnings(): {
  lab: Lab;
  warnings: ZyteWarning[];
  readonly send: (query: Partial<ZyteRequest>) => Promise<unknown>;
} {
  const warnings: ZyteWarning[] = [];
  const lab = createLab({ enabled: false, onWarning: (warning) => warnings.push(warning) });
  const send = (query: Partial<ZyteRequest>): Promise<unknown> =>
    lab.sessions.extract({ url: "https://example.com/", browserHtml: true, ...query });
  return { lab, warnings, send };
}

const context = (value: string) => ({ sessionContext: [{ name: "zip", value }] });
const reload = { sessionContextParameters: { actions: [{ action: "reload" as const }] } };

describe("sessions that Zyte manages", () => {
  it("162: one context with different parameters is warned of, once", async () => {
    const { warnings, send } = labWithWarnings();
    await send({ ...context("1"), ...reload });
    await send({ ...context("1"), ...reload });
    await send({ ...context("2") });
    expect(warnings).toEqual([]);
    await send({ ...context("1") }); // set before, and absent now
    await send({ ...context("1"), sessionContextParameters: { actions: [] } });
    expect(warnings).toMatchObject([{ code: "CONTEXT_PARAMETERS_DIFFER" }]);
    // After 128 others the first is forgotten.
    for (let n = 0; n < 128; n += 1) await send({ ...context(`other ${n}`) });
    await send({ ...context("1"), sessionContextParameters: { actions: [] } });
    expect(warnings).toHaveLength(1);
  });

  it("a context that is made once says the same in every query", async () => {
    const { lab, warnings, send } = labWithWarnings();
    const maine = createSessionContext(
      { postalCode: "04662" },
      { actions: [{ action: "setLocation", address: { postalCode: "04662" } }] },
    );
    await send(maine);
    await send(maine);
    expect(warnings).toEqual([]);
    expect(lab.service.queries[1]).toMatchObject({
      sessionContext: [{ name: "postalCode", value: "04662" }],
      sessionContextParameters: {
        actions: [{ action: "setLocation", address: { postalCode: "04662" } }],
      },
    });
    expect(() => Object.assign(maine.sessionContext[0] as object, { value: "1" })).toThrow(
      TypeError,
    );
  });

  it.each<[unknown, string]>([
    [{}, "an object of 1 to 10 values"],
    [{ ["n".repeat(31)]: "v" }, "names have 1 to 30 characters"],
    [{ zip: "9".repeat(101) }, "a string of 1 to 100 characters"],
    [{ zip: 5 }, "expected `values.zip` to be a non-empty string"],
    ["zip", "expected `values` to be an object"],
  ])("what the service would refuse is refused: %j", (values, message) => {
    expect(() => createSessionContext(values as { zip: string })).toThrow(message);
  });

  it("warnings are warnings of the process where nobody else is told", async () => {
    const lab = createLab({ enabled: false });
    const warned = once(process, "warning");
    const query = { url: "https://example.com/", browserHtml: true, ...context("process") };
    await lab.sessions.extract(query);
    await lab.sessions.extract({ ...query, ...reload });
    expect(await warned).toMatchObject([
      { name: "ZyteApiWarning", code: "CONTEXT_PARAMETERS_DIFFER" },
    ]);
  });
});
