// Installs what the workspace needs. Node 20.19 or newer and npm are all it takes.
// Writes to standard error only, so that what runs next has standard output to itself.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Sessionary needs Node 20.19 or newer, this is ${process.version}.`);
  process.exit(1);
}

const root = new URL("..", import.meta.url);
const { packageManager } = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));
const install = ["--yes", packageManager, "install", "--frozen-lockfile", "--reporter=append-only"];
const { status, error } = spawnSync("npx", install, {
  cwd: root,
  stdio: ["ignore", 2, 2],
  shell: process.platform === "win32", // npx is a .cmd file there
});
if (error) console.error(`Could not start npx: ${error.message}`);
process.exitCode = status ?? 1;
