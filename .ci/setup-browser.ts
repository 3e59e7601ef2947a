// Installs Chromium for the tests where there is none: the system's where we may, else Playwright's own.
// Writes to standard error only. Without a browser the tests would fail, so this does.
import { chromiumLaunch, findChromium } from "@sessionary/testkit/chromium";
import { chromium } from "playwright-core";

import { installFromSystem, run } from "./install-from-system.ts";

if (findChromium(chromium) === undefined && !installFromSystem("chromium")) {
  run("npx", "playwright-core", "install", "chromium");
}
chromiumLaunch(chromium); // throws, saying what is missing
