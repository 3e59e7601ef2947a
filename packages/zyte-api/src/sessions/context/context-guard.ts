import type { SessionContextPair } from "../../request/session-fields.ts";
import type { ZyteRequest } from "../../request/zyte-request.ts";
import { canonical } from "../canonical.ts";
import type { WarningListener } from "../warnings.ts";

/** Contexts that are remembered; the one used longest ago is forgotten. */
const MAX_CONTEXTS = 128;

interface Known {
  readonly parameters: string;
  isWarned: boolean;
}

/** Warns, once for each context, when its sessions are begun with different parameters: which of them a request gets is then left to chance. */
export class ContextGuard {
  readonly #warn: WarningListener;
  readonly #known = new Map<string, Known>();

  constructor(warn: WarningListener) {
    this.#warn = warn;
  }

  /** Looks at a query that is about to be sent. */
  check({
    sessionContext,
    sessionContextParameters,
  }: Pick<ZyteRequest, "sessionContext" | "sessionContextParameters">): void {
    if (sessionContext === undefined || sessionContext.length === 0) return;
    const key = contextKey(sessionContext);
    const parameters = canonical(sessionContextParameters);
    const known = this.#known.get(key) ?? { parameters, isWarned: false };
    this.#known.delete(key);
    this.#known.set(key, known);
    if (this.#known.size > MAX_CONTEXTS) this.#forgetOldest();
    if (known.isWarned || known.parameters === parameters) return;
    known.isWarned = true;
    const name = sessionContext.map((pair) => pair.name).join(", ");
    this.#warn({
      code: "CONTEXT_PARAMETERS_DIFFER",
      message: `the session context of ${name} is used with different \`sessionContextParameters\`: its sessions are not all alike`,
    });
  }

  #forgetOldest(): void {
    const [oldest] = this.#known.keys();
    if (oldest !== undefined) this.#known.delete(oldest);
  }
}

/** One key for the same pairs in any order. */
function contextKey(pairs: readonly SessionContextPair[]): string {
  return pairs
    .map(({ name, value }) => JSON.stringify([name, value]))
    .toSorted()
    .join();
}
