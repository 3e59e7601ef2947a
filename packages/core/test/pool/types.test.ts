import { describe, expectTypeOf, test } from "vitest";
import { createSessionPool, type Exchange, type InitContext } from "../../src/index.ts";

interface Page {
  readonly zip: string;
}

describe("createSessionPool", () => {
  test("infers what a session keeps from what init returns", () => {
    const pool = createSessionPool({
      init: async ({ signal }) => ({ token: String(signal.aborted) }),
      check: ({ response }: Exchange<Page>) => response.zip === "04662",
    });
    const load = () => pool.use(({ session }) => ({ zip: session.state.token, price: 1 }));
    expectTypeOf(load).returns.toEqualTypeOf<Promise<{ zip: string; price: number }>>();
  });

  test("takes an init that may answer false, or that names its context", () => {
    const init = ({ slot }: InitContext): { account: number } => ({ account: slot });
    const named = createSessionPool({ init });
    expectTypeOf(named.get("a")?.state).toEqualTypeOf<{ account: number } | undefined>();
    const choosy = createSessionPool({ init: ({ slot }) => (slot > 3 ? false : { slot }) });
    expectTypeOf(choosy.get("a")?.state).toEqualTypeOf<{ slot: number } | undefined>();
    const slow = createSessionPool({
      init: async ({ slot }) => {
        if (slot > 3) return false;
        return { slot };
      },
    });
    expectTypeOf(slow.get("a")?.state).toEqualTypeOf<{ slot: number } | undefined>();
  });

  test("keeps undefined without an init", () => {
    expectTypeOf(createSessionPool().get("a")?.state).toEqualTypeOf<undefined>();
  });
});
