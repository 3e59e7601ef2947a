import { parseArgs } from "node:util";
import { machine, machineInWords } from "./machine.ts";
import { questions } from "./questions/index.ts";
import { outcomeOf, type Row } from "./row.ts";
import { renderTable } from "./table.ts";

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    only: { type: "string", multiple: true, default: [] },
  },
});
const known = questions.map(({ name }) => name);
const unknown = values.only.filter((name) => !known.includes(name));
if (unknown.length > 0)
  throw new Error(`--only: expected one of ${known.join(", ")}, got ${unknown.join(", ")}`);

const rows: Row[] = [];
for (const question of questions) {
  if (values.only.length > 0 && !values.only.includes(question.name)) continue;
  process.stderr.write(`${question.name} ...\n`);
  try {
    rows.push(...(await question.ask()));
  } catch (error) {
    // The other questions have their answers all the same.
    console.error(error);
    process.exitCode = 1;
  }
}
if (values.json) {
  const answered = rows.map((row) => ({ ...row, outcome: outcomeOf(row) }));
  console.log(JSON.stringify({ machine: machine(), rows: answered }));
} else {
  console.log(renderTable(rows));
  console.log(machineInWords(machine()));
}
