// Collects 200 pages as a visitor from Maine sees them, through 8 sessions of Zyte API: each is begun by a browser that sets the location,
// and judged by the location that its pages show. `pnpm start` runs on an emulator of the service; `--live` on the service itself.
import { createZyteClient, createZyteSessions, type ZyteExchange } from "@sessionary/zyte-api";
import { readOptions } from "./options.ts";
import { printResult } from "./report.ts";
import { startService } from "./service.ts";

const options = readOptions();
await using service = await startService(options);
await using client = createZyteClient(service.client);

const ZIP = "04662";

await using sessions = createZyteSessions({
  client,
  pool: { size: 8, maxErrors: 2, retries: 10 },
  params: {
    browserHtml: true,
    actions: [
      {
        action: "setLocation",
        address: { addressCountry: "US", addressRegion: "ME", postalCode: ZIP },
      },
    ],
  },
  check: showsOurLocation,
});

/** Judges what begins a session and every page after it: is it the page of our location? */
function showsOurLocation({ response }: ZyteExchange): boolean {
  return zipOf(response.browserHtml) === ZIP;
}

function zipOf(html = ""): string | undefined {
  return /class="zip_code">\s*(\w+)/.exec(html)?.[1];
}

async function collect(page: number): Promise<string> {
  const url = service.urlOf(page);
  const { browserHtml } = await sessions.extract({ url, browserHtml: true });
  return browserHtml ?? "";
}

const startedAt = performance.now();
const pages = Array.from({ length: options.pages }, (_, index) => index + 1);
const results = await Promise.allSettled(pages.map(collect));

const right = results.filter(
  (each) => each.status === "fulfilled" && zipOf(each.value) === ZIP,
).length;
const failures = results
  .filter((each) => each.status === "rejected")
  .map(({ reason }) => reason as unknown);
printResult({
  pages: options.pages,
  right,
  tookMs: performance.now() - startedAt,
  stats: sessions.stats(),
  counters: sessions.counters(),
  failures,
  json: options.json,
});
process.exitCode = right === options.pages ? 0 : 1;
