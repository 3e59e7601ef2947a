import { describe, expect, it } from "vitest";
import { copyJson } from "../../src/request/copy-json.ts";

describe("a copy of JSON", () => {
  it("is equal and shares nothing", () => {
    const query = {
      url: "https://a.example/",
      actions: [{ action: "click", selector: { type: "css", value: "a" } }],
      echoData: null,
    };
    const copied = copyJson(query);
    expect(copied).toEqual(query);
    query.actions[0]!.selector.value = "b";
    query.actions.push(query.actions[0]!);
    expect(copied.actions).toEqual([{ action: "click", selector: { type: "css", value: "a" } }]);
  });

  it("is sent as the original would be", () => {
    const query = {
      echoData: { at: new Date(0), nothing: undefined, call: () => 1, list: [undefined] },
      "__proto__ of another": Object.create(null) as object,
    };
    expect(JSON.stringify(copyJson(query))).toBe(JSON.stringify(query));
    const hostile = JSON.parse('{"__proto__":{"a":{}}}') as object;
    expect(JSON.stringify(copyJson(hostile))).toBe(JSON.stringify(hostile));
  });

  it("of what contains itself is refused", () => {
    const circle: { self?: object } = {};
    circle.self = circle;
    expect(() => copyJson(circle)).toThrow(TypeError);
  });
});
