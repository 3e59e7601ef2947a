import type { Hold, Row } from "../row.ts";
import type { AgainstBare } from "./against-bare.ts";

/** Leases a second, relative to EVALSHA a second. */
export function rateRow(question: string, { comparison }: AgainstBare, hold?: Hold): Row {
  return {
    question,
    ours: { value: 1e9 / comparison.subject, unit: "leases/s" },
    reference: { value: 1e9 / comparison.reference, unit: "leases/s" },
    peers: [],
    ratio: 1 / comparison.ratio,
    ...(hold && { hold }),
  };
}

/** How long a lease takes, relative to an EVALSHA. */
export function timeRow(question: string, { comparison }: AgainstBare, hold?: Hold): Row {
  return {
    question,
    ours: { value: comparison.subject, unit: "ns" },
    reference: { value: comparison.reference, unit: "ns" },
    peers: [],
    ratio: comparison.ratio,
    ...(hold && { hold }),
  };
}

/** What the server is asked for so many leases and their settles. */
export function commandsRow(
  question: string,
  { commands = Number.NaN }: AgainstBare,
  { of = 1, limit }: { readonly of?: number; readonly limit?: number },
): Row {
  return {
    question,
    ours: { value: commands * of, unit: "commands" },
    peers: [],
    ...(limit !== undefined && { hold: { of: "value", bound: "most", limit } }),
  };
}

/** What the server itself takes for them, relative to an EVALSHA. */
export function serverRow(question: string, { server }: AgainstBare): Row {
  const { subject = Number.NaN, reference = Number.NaN } = server ?? {};
  return {
    question,
    ours: { value: subject, unit: "ns" },
    reference: { value: reference, unit: "ns" },
    peers: [],
    ratio: subject / reference,
  };
}
