import { createReadStream } from "node:fs";
import { extname } from "node:path";
import type { Readable } from "node:stream";
import type { ZyteRequest } from "../request/zyte-request.ts";
import { readLines } from "./read-lines.ts";
import type { CliSettings } from "./settings.ts";

/** A line of the input: a query, or why it is none. */
export type InputLine = { readonly number: number } & (
  | { readonly query: ZyteRequest; readonly problem?: undefined }
  | { readonly problem: string; readonly query?: undefined }
);

type InputSettings = Pick<CliSettings, "input" | "inputType" | "limit" | "shuffle">;

const TYPES: Readonly<Record<string, "txt" | "jl">> = {
  ".jl": "jl",
  ".jsonl": "jl",
  ".txt": "txt",
};

/** The queries of the input: as they come, unless they are shuffled, which takes all of them. */
export async function* readQueries(
  settings: InputSettings,
  stdin: Readable,
): AsyncGenerator<InputLine> {
  const { shuffle, limit = Number.POSITIVE_INFINITY } = settings;
  const all = parseLines(settings, stdin);
  const lines = shuffle ? shuffled(await collect(all)) : all;
  let count = 0;
  for await (const line of lines) {
    yield line;
    count += 1;
    if (count >= limit) return;
  }
}

/** How many queries there are in a file. */
export async function countQueries(settings: InputSettings): Promise<number> {
  const { input, limit = Number.POSITIVE_INFINITY } = settings;
  let count = 0;
  for await (const line of readLines(createReadStream(input))) {
    if (line.trim() !== "") count += 1;
    if (count >= limit) break;
  }
  return count;
}

async function* parseLines(
  { input, inputType }: InputSettings,
  stdin: Readable,
): AsyncGenerator<InputLine> {
  const source = input === "-" ? stdin : createReadStream(input);
  let type = inputType ?? TYPES[extname(input)];
  let number = 0;
  for await (const raw of readLines(source)) {
    number += 1;
    const line = raw.trim();
    if (line === "") continue;
    type ??= line.startsWith("{") ? "jl" : "txt";
    yield type === "jl" ? parseJson(line, number) : { number, query: ofUrl(line) };
  }
}

function ofUrl(url: string): ZyteRequest {
  return { url, browserHtml: true, echoData: url };
}

function parseJson(line: string, number: number): InputLine {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { number, problem: `line ${number} is not JSON` };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { number, problem: `line ${number} is no JSON object` };
  }
  const query = value as ZyteRequest;
  return { number, query: { echoData: query.url, ...query } };
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Fisher and Yates's. */
function shuffled<Item>(items: Item[]): Item[] {
  for (let last = items.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    [items[last], items[other]] = [items[other] as Item, items[last] as Item];
  }
  return items;
}
