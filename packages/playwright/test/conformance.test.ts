import { chromium } from "playwright-core";
import { chromiumLaunch } from "@sessionary/testkit/chromium";
import { describeAdapter } from "@sessionary/testkit/conformance";
import { createHarness } from "./support/harness.ts";
import { skip } from "./support/skip.ts";

for (const pages of ["fresh", "reuse"] as const) {
  const harness = createHarness(() => chromium.launch(chromiumLaunch(chromium)), { pages });
  describeAdapter(`playwright, ${pages} pages`, harness, { skip: skip[pages], patienceMs: 30_000 });
}
