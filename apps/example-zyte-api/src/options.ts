import { parseArgs } from "node:util";

/** What a run of the example is told. */
export interface ExampleOptions {
  /** Pages to collect. */
  readonly pages: number;
  /** Fixes the emulator and its shop. */
  readonly seed: number;
  /** Print the result as JSON, on one line of standard output. */
  readonly json: boolean;
  /** Use the service itself. */
  readonly live: boolean;
  /** The URL of a page, with `{n}` for its number. */
  readonly url: string;
}

const usage = `Collects pages of one location through 8 sessions of Zyte API.

pnpm start [options]

  --pages <n>  pages to collect, 1 to 10000 (default 200)
  --seed <n>   what the emulator and its shop do to whom (default 1)
  --json       print the result as JSON
  --live       use Zyte API itself, with the key in ZYTE_API_KEY; this costs money, and wants a --url
  --url <url>  a page of a site that shows a .zip_code, with {n} for its number
  --help       print this

Exit code: 0 when every page is right, 1 when one is not, 2 for wrong usage.`;

/** The options of this process; it ends here when they ask for help or make no sense. */
export function readOptions(): ExampleOptions {
  const values = parse();
  const pages = readInteger("--pages", values.pages, 1, 10_000);
  const seed = readInteger("--seed", values.seed, 0, Number.MAX_SAFE_INTEGER);
  const { json, live, url = "https://shop.example/product/{n}" } = values;
  if (live && !process.env["ZYTE_API_KEY"]) refuse("--live wants a key in ZYTE_API_KEY");
  if (live && values.url === undefined) refuse("--live wants a --url");
  checkUrl(url, pages);
  return { pages, seed, json, live, url };
}

function parse() {
  const options = {
    pages: { type: "string", default: "200" },
    seed: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
    live: { type: "boolean", default: false },
    url: { type: "string" },
    help: { type: "boolean", default: false, short: "h" },
  } as const;
  try {
    const { values } = parseArgs({ options });
    if (!values.help) return values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
  console.log(usage);
  return process.exit(0);
}

function readInteger(name: string, text: string, min: number, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  return refuse(
    `expected ${name} to be an integer from ${min} to ${max}, got ${JSON.stringify(text)}`,
  );
}

/** Every page costs money: what cannot be right is found out before the first. */
function checkUrl(url: string, pages: number): void {
  if (!URL.canParse(url)) refuse(`expected --url to be a URL, got ${JSON.stringify(url)}`);
  if (pages > 1 && !url.includes("{n}"))
    refuse("expected --url to have {n} in the place of the page's number");
}

function refuse(message: string): never {
  console.error(`example: ${message}\n\n${usage}`);
  return process.exit(2);
}
