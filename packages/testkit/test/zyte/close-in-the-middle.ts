/** Run by close.test.ts in a process of its own, which must end by itself. */
import { request } from "node:http";

import { createZyteEmulator } from "../../src/zyte/index.ts";

const zyte = await createZyteEmulator();
zyte.plan([{ hold: "for ever" }]);

const ended: Promise<void>[] = [];

/** A plain request, whose end is noted however it comes. */
function ask(query: object): void {
  const headers = { authorization: `Basic ${btoa(`${zyte.apiKey}:`)}` };
  const options = { method: "POST", headers, agent: false } as const;
  const asked = request(`${zyte.url}extract`, options, (response) => response.resume());
  ended.push(new Promise((resolve) => asked.once("close", resolve)));
  asked.on("error", () => undefined);
  asked.end(JSON.stringify(query));
}

const url = "https://shop.example";
const first = zyte.waitFor("request");
ask({ url: `${url}/`, httpResponseBody: true });
await first;
const slow = zyte.site.waitFor("request", ({ path }) => path === "/slow");
const stream = zyte.site.waitFor("request", ({ path }) => path === "/stream");
ask({ url: `${url}/slow`, browserHtml: true });
ask({ url: `${url}/stream`, httpResponseBody: true });
await Promise.all([slow, stream]);

await zyte.close();
await Promise.all(ended);
process.stdout.write(`closed with ${ended.length} requests open\n`);
