/** Run by close.test.ts in a process of its own, which must end by itself. */
import { request } from "node:http";

import { createTestProxies, createTestSite } from "../../src/index.ts";

const site = await createTestSite({ latencyMs: 3_600_000 });
const proxies = await createTestProxies(2);
const [working, hanging] = proxies;
if (!working || !hanging) throw new Error("there are two proxies");
hanging.hang();

const ended: Promise<void>[] = [];

/** A plain request, whose end is noted however it comes. */
function ask(origin: string, path: string): void {
  const { hostname, port } = new URL(origin);
  const asked = request({ host: hostname, port, path, agent: false }, (response) =>
    response.resume(),
  );
  ended.push(new Promise((resolve) => asked.once("close", resolve)));
  asked.on("error", () => undefined);
  asked.end();
}

const arrived = site.waitFor("request", () => site.requests.length === 3);
const askedHanging = hanging.whenAsked();
ask(site.origin, "/");
ask(site.origin, "/slow");
ask(working.origin, `${site.origin}/stream`);
ask(hanging.origin, `${site.origin}/`);
await Promise.all([arrived, askedHanging]);

await Promise.all([site.close(), proxies.close()]);
await Promise.all(ended);
process.stdout.write(`closed with ${ended.length} requests open\n`);
