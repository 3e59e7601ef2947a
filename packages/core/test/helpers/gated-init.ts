import type { InitContext } from "../../src/index.ts";
import { deferred, type Deferred } from "./deferred.ts";

/** What an init of the tests is told. */
export type GatedContext = InitContext<unknown, string>;

/** An init whose ends the test decides: one gate for each time it is called. */
export interface GatedInit {
  readonly init: (context: GatedContext) => Promise<undefined | false>;
  readonly contexts: readonly GatedContext[];
  readonly gates: readonly Deferred<undefined | false>[];
}

export function gatedInit(): GatedInit {
  const contexts: GatedContext[] = [];
  const gates: Deferred<undefined | false>[] = [];
  return {
    contexts,
    gates,
    init: (context) => {
      const gate = deferred<undefined | false>();
      contexts.push(context);
      gates.push(gate);
      return gate.promise;
    },
  };
}
