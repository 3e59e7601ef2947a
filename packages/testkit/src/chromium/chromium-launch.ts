import { isProgram, placesOnPath, programNamedBy } from "../system/find-program.ts";

/** How to start the Chromium that was found: what Playwright's `launch` takes. */
export interface ChromiumLaunch {
  readonly headless: true;
  /** Missing for the browser that Playwright has downloaded, which it finds itself. */
  readonly executablePath?: string;
  readonly args: string[];
}

/** Where to look for Chromium. */
export interface ChromiumPlace {
  /**
   * Environment variables: `CHROMIUM_PATH`, and `PATH` for a browser of the system's.
   *
   * @default process.env
   */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** As much of Playwright's `chromium` as is asked. */
interface BrowserType {
  executablePath(): string;
}

/** What Linux distributions and macOS call it. */
const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const APPLICATIONS = [
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Nothing on its own account goes over the network, and root may start it. */
const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Finds a Chromium for tests: the one that `CHROMIUM_PATH` names, else Playwright's own where it was downloaded, else one of the
 * system's.
 *
 * @throws {Error} when there is none, with what to install; a test without its browser fails
 *
 * @example
 * ```ts
 * import { chromiumLaunch } from "@sessionary/testkit/chromium";
 * import { chromium } from "playwright-core";
 *
 * const browser = await chromium.launch(chromiumLaunch(chromium));
 * await browser.close();
 * ```
 */
export function chromiumLaunch(chromium: BrowserType, place: ChromiumPlace = {}): ChromiumLaunch {
  const executablePath = findChromium(chromium, place);
  if (executablePath === undefined) {
    throw new Error(
      "No Chromium was found: neither Playwright's own, nor one of the system's on PATH, nor one that CHROMIUM_PATH names. " +
        "Install one with `npx playwright-core install chromium`, or with `apt-get install chromium`.",
    );
  }
  const isOwn = executablePath === ownPath(chromium);
  return { headless: true, ...(isOwn ? {} : { executablePath }), args: [...ARGS] };
}

/**
 * The path of that Chromium, or `undefined` when there is none.
 *
 * @throws {Error} when `CHROMIUM_PATH` names something else than a program
 */
export function findChromium(
  chromium: BrowserType,
  { env = process.env }: ChromiumPlace = {},
): string | undefined {
  return (
    programNamedBy("CHROMIUM_PATH", env) ??
    [ownPath(chromium), ...placesOnPath(NAMES, env), ...APPLICATIONS].find(isProgram)
  );
}

/** Playwright throws, or says `""`, on a system that it has no browser for. */
function ownPath(chromium: BrowserType): string {
  try {
    return chromium.executablePath();
  } catch {
    return "";
  }
}
