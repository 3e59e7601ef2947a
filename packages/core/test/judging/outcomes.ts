import type { Exchange, Outcome, Reading } from "../../src/judging/exchange.ts";
import type { Session } from "../../src/session/session.ts";

const session: Session = {
  id: "a",
  slot: 0,
  state: undefined,
  variant: undefined,
  createdAt: 0,
  lastLeasedAt: 0,
  uses: 1,
  errors: 0,
  checkFailures: 0,
};

/** A reading of the given parts; its body is text. */
export function reading(
  parts: Partial<Pick<Reading, "status" | "url">> & {
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  } = {},
): Reading {
  const { status = 200, url = "", headers = {}, body = "" } = parts;
  return {
    status,
    url,
    headers: { get: (name) => headers[name.toLowerCase()] ?? null },
    text: async () => body,
    json: async () => JSON.parse(body) as unknown,
  };
}

/** An exchange that got a response. */
export function answered(parts: Partial<Exchange> = {}): Exchange {
  return {
    phase: "use",
    request: undefined,
    session,
    variant: undefined,
    response: "page",
    reading: reading(),
    ...parts,
  };
}

/** An exchange that ended with an error. */
export function failed(error: unknown): Outcome {
  return { phase: "use", request: undefined, session, variant: undefined, error };
}
