// Reads the JSON line of the demo from standard input, and fails unless every page was right and every figure is there.
import { strict as assert } from "node:assert";
import { text } from "node:stream/consumers";

const line = await text(process.stdin);
console.log(line.trim());
const result = JSON.parse(line);
assert.equal(result.right, result.pages);
assert.equal(typeof result.sessions.retired, "object");
const figures = [
  result.pages,
  result.sessions.built,
  result.retries,
  result.initsPerPage,
  result.pagesPerSecond,
  result.seed,
];
for (const figure of figures) assert.equal(typeof figure, "number");
