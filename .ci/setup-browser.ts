// Installs Chromium for the tests where there is none: the system's where we may, else Playwright's own.
// Writes to standard error only. Without a browser the tests would fail, so this does.
import { spawnSync } from "node:child_process";
import { chromiumLaunch, findChromium } from "@sessionary/testkit/chromium";
import { chromium } from "playwright-core";

function run(command: string, ...args: readonly string[]): boolean {
  console.error(`$ ${command} ${args.join(" ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  return spawnSync(command, args, { stdio: ["ignore", 2, 2], env }).status === 0;
}

function hasApt(): boolean {
  return process.getuid?.() === 0 && spawnSync("apt-get", ["--version"]).status === 0;
}

function installFromSystem(): boolean {
  const wait = "DPkg::Lock::Timeout=300";
  return (
    run("apt-get", "-o", wait, "update", "-qq") &&
    run("apt-get", "-o", wait, "install", "-y", "-qq", "--no-install-recommends", "chromium")
  );
}

if (findChromium(chromium) === undefined) {
  const isInstalled = hasApt() && installFromSystem();
  if (!isInstalled) run("npx", "playwright-core", "install", "chromium");
}
chromiumLaunch(chromium); // throws, saying what is missing
