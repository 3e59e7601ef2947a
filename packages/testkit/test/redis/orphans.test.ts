import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, watch } from "node:fs";
import { tmpdir } from "node:os";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

import { connectTo } from "./gone.ts";

type Owner = ChildProcessByStdio<Writable, Readable, null>;

/** A server does not outlive the process that started it, however that ends. */
test.each<readonly [string, (owner: Owner) => void]>([
  ["is killed", (owner) => owner.kill("SIGKILL")],
  ["is asked to end", (owner) => owner.kill("SIGTERM")],
  ["crashes", (owner) => owner.stdin.write("crash\n")],
  ["exits", (owner) => owner.stdin.write("exit\n")],
])("a server is gone when its process %s", async (_how, end) => {
  const script = fileURLToPath(new URL("server-of-a-process.ts", import.meta.url));
  const flags = ["--import=tsx", "--conditions=@sessionary/source"];
  const owner: Owner = spawn(process.execPath, [...flags, script], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  const exited = once(owner, "exit");
  const [line] = (await once(createInterface({ input: owner.stdout }), "line")) as [string];
  const server = JSON.parse(line) as { port: number; dir: string };
  const { hungUp } = await connectTo(server.port);
  const removed = whenRemoved(server.dir);
  end(owner);
  await exited;
  // The system closes what a dead process had open, in no particular order: an idle connection is all that can be waited for.
  await expect(hungUp).resolves.toBeUndefined();
  await expect(removed).resolves.toBeUndefined();
});

/** Resolves when the folder is no more. */
async function whenRemoved(dir: string): Promise<void> {
  const watcher = watch(tmpdir());
  while (existsSync(dir)) await once(watcher, "change");
  watcher.close();
}
