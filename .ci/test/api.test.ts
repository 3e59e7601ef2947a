import { describe, expect, it } from "vitest";

import { findUndocumented, reportApi } from "./support/api-report.ts";
import { entryPoints } from "./support/repo.ts";

describe.each(entryPoints)("the public API of %s", (name, entry) => {
  // After a change that is meant: `npx vitest run --project repo api --update`, and commit .ci/api with it.
  it("is the reported one", async () => {
    await expect(reportApi(entry)).toMatchFileSnapshot(`../api/${name}.txt`);
  });

  it("is explained, name by name", () => {
    expect(findUndocumented(entry)).toEqual([]);
  });
});
