/** Run by orphans.test.ts in a process of its own, which is killed or ends without closing its server. */
import { startRedisServer } from "../../src/redis/index.ts";

const server = await startRedisServer();
const { port, dir } = server;
process.stdout.write(`${JSON.stringify({ port, dir })}\n`);
process.stdin.once("data", (how: Buffer) => {
  if (how.toString().trim() === "exit") process.exit(0);
  throw new Error("a bug of the test's");
});
