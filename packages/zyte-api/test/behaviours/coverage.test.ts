import { readdir, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";

/** What scrapy-zyte-api does was numbered from 1 to this. */
const BEHAVIOURS = 162;

const numbers = Array.from({ length: BEHAVIOURS }, (_, index) => index + 1);

/** The numbers of behaviours that tests are named with, each once for each test. */
async function tested(): Promise<number[]> {
  const here = new URL("./", import.meta.url);
  const files = (await readdir(here)).filter((name) => name.endsWith(".test.ts"));
  const texts = await Promise.all(files.map((name) => readFile(new URL(name, here), "utf8")));
  return texts.flatMap((text) => numbersIn(text, /["'`](\d+): /g));
}

/** The numbers of the rows of the README's table. */
async function different(): Promise<number[]> {
  const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
  const [, section = ""] = readme.split("### Different here\n");
  return numbersIn(section.split(/^#/m)[0] ?? "", /^\| (\d+) +\| \S.*\| \S.* \|$/gm);
}

function numbersIn(text: string, pattern: RegExp): number[] {
  return [...text.matchAll(pattern)].map(([, number]) => Number(number));
}

describe("the behaviours of scrapy-zyte-api", () => {
  it("are each tested under their number, or told to be different: one of the two, and once", async () => {
    const all = [...(await tested()), ...(await different())].toSorted((a, b) => a - b);
    expect(all).toEqual(numbers);
  });

  it("are looked for where they are", async () => {
    expect((await tested()).length).toBeGreaterThan(100);
    expect((await different()).length).toBeGreaterThan(20);
  });
});
