import { spawnSync } from "node:child_process";

/** Runs a command, its output on standard error, and says whether it went well. */
export function run(command: string, ...args: readonly string[]): boolean {
  console.error(`$ ${command} ${args.join(" ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  return spawnSync(command, args, { stdio: ["ignore", 2, 2], env }).status === 0;
}

/** Installs a package of the system's where we may, that is as root on Debian and its kin, and says whether it did. */
export function installFromSystem(name: string): boolean {
  if (process.getuid?.() !== 0 || spawnSync("apt-get", ["--version"]).status !== 0) return false;
  const wait = "DPkg::Lock::Timeout=300";
  return (
    run("apt-get", "-o", wait, "update", "-qq") &&
    run("apt-get", "-o", wait, "install", "-y", "-qq", "--no-install-recommends", name)
  );
}
