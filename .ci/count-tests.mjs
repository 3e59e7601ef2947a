// Prints how many tests passed and failed, from the JSON report that vitest wrote.
import { readFileSync } from "node:fs";

const text = readFileSync(process.argv[2], "utf8");
// Without a report no test has run: the build or the types failed before.
const report =
  text === ""
    ? { numPassedTests: 0, testResults: [{ status: "failed", assertionResults: [] }] }
    : JSON.parse(text);

// A file that could not be loaded has no tests to count, and is one failure.
const broken = report.testResults.filter(
  (file) =>
    file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
);
const failed = (report.numFailedTests ?? 0) + broken.length;
console.log(`${report.numPassedTests} passed, ${failed} failed`);
