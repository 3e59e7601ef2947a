import { describe, expect, it } from "vitest";

import { findUndocumented, reportApi } from "./support/api-report.ts";

describe.each([
  ["core", "packages/core/src/index.ts"],
  ["core-testing", "packages/core/src/testing/index.ts"],
  ["identity", "packages/identity/src/index.ts"],
  ["fetch", "packages/fetch/src/index.ts"],
  ["testkit", "packages/testkit/src/index.ts"],
  ["testkit-conformance", "packages/testkit/src/conformance/index.ts"],
])("the public API of %s", (name, entry) => {
  // After a change that is meant: `npx vitest run --project repo api --update`, and commit .ci/api with it.
  it("is the reported one", async () => {
    await expect(reportApi(entry)).toMatchFileSnapshot(`../api/${name}.txt`);
  });

  it("is explained, name by name", () => {
    expect(findUndocumented(entry)).toEqual([]);
  });
});
