import { describe, expect, it } from "vitest";
import {
  bodyMatches,
  type StandardResult,
  type StandardSchema,
} from "../../src/checkers/body-matches.ts";
import { answered, reading } from "../judging/outcomes.ts";

type Validate = StandardSchema["~standard"]["validate"];

function schema(validate: Validate): StandardSchema {
  return { "~standard": { version: 1, vendor: "test", validate } };
}

const zip = (value: unknown): StandardResult =>
  Reflect.get(Object(value), "zip") === "04662"
    ? {}
    : { issues: [{ message: "got secret", path: ["address", { key: "zip" }, 0] }] };

const terminated = async (): Promise<never> => {
  throw new TypeError("terminated");
};

const exchange = (body: string) => answered({ reading: reading({ body }) });

describe("bodyMatches", () => {
  it.each<[string, Validate]>([
    ["synchronous", zip],
    ["asynchronous", async (value) => zip(value)],
  ])("asks a schema that is %s", async (_kind, validate) => {
    const check = bodyMatches(schema(validate));
    expect(await check(exchange('{"zip":"04662"}'))).toBe(true);
    expect(await check(exchange('{"zip":"10001"}'))).toEqual({
      verdict: "invalid",
      reason: "body does not match at address.zip.0",
    });
  });

  it("takes a schema that is a function", async () => {
    const check = bodyMatches(Object.assign(() => {}, schema(zip)));
    expect(await check(exchange('{"zip":"04662"}'))).toBe(true);
  });

  it("names no place where the issue has none", async () => {
    const check = bodyMatches(schema(() => ({ issues: [{ message: "got secret" }] })));
    expect(await check(exchange("1"))).toEqual({
      verdict: "invalid",
      reason: "body does not match",
    });
  });

  it("finds a body that is not JSON invalid, without quoting it", async () => {
    expect(await bodyMatches(schema(zip))(exchange("<html>secret"))).toEqual({
      verdict: "invalid",
      reason: "body is not JSON",
    });
  });

  it("throws what reading the body or the schema throws", async () => {
    const broken = answered({ reading: { ...reading(), json: terminated } });
    await expect(bodyMatches(schema(zip))(broken)).rejects.toThrow("terminated");
    await expect(bodyMatches(schema(terminated))(exchange("1"))).rejects.toThrow("terminated");
  });

  it.each([undefined, {}, { "~standard": {} }])("refuses %o", (wrong) => {
    expect(() => bodyMatches(wrong as StandardSchema)).toThrow(
      "bodyMatches: expected `schema` to be a Standard Schema, got ",
    );
  });
});
