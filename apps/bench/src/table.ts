import Table from "cli-table3";
import { outcomeOf, type Hold, type PeerQuantity, type Quantity, type Row } from "./row.ts";

const HEAD = ["question", "ours", "reference", "peers", "ratio", "hold", ""];
/** Borders in plain characters, no colours: the table is read in logs too. */
const PLAIN = { head: [], border: [], compact: false };

/** All rows as one table. */
export function renderTable(rows: readonly Row[]): string {
  const table = new Table({ head: HEAD, style: PLAIN, wordWrap: true });
  for (const row of rows) table.push(cells(row));
  return table.toString();
}

function cells(row: Row): string[] {
  const { question, ours, reference, peers, ratio, hold } = row;
  return [
    question,
    inWords(ours),
    reference === undefined ? "" : inWords(reference),
    peers.map(peerInWords).join("\n"),
    ratio === undefined ? "" : inRatio(ratio),
    hold === undefined ? "" : holdInWords(hold, ours),
    outcomeOf(row),
  ];
}

function inWords({ value, unit }: Quantity): string {
  return unit === "x" ? inRatio(value) : `${digits(value)} ${unit}`;
}

function peerInWords({ name, ratio, ...quantity }: PeerQuantity): string {
  const relative = ratio === undefined ? "" : ` (${inRatio(ratio)})`;
  return `${name} ${inWords(quantity)}${relative}`;
}

function holdInWords({ of, bound, limit }: Hold, { unit }: Quantity): string {
  return `at ${bound} ${inWords({ value: limit, unit: of === "ratio" ? "x" : unit })}`;
}

function inRatio(ratio: number): string {
  return `${ratio.toFixed(ratio < 10 ? 2 : 1)}x`;
}

function digits(value: number): string {
  const fraction = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString("en-US", { maximumFractionDigits: fraction });
}
