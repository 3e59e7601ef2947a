import { expect, it } from "vitest";
import { initLater } from "../../src/index.ts";
import { createPool } from "../helpers/pool.ts";

it("keeps the process alive for warm() while an init waits", async () => {
  let tries = 0;
  const { pool, clock } = createPool({
    size: 1,
    init: () => {
      tries++;
      if (tries === 1) initLater({ retryAfterMs: 20 });
      return {};
    },
  });
  const warmed = pool.warm();
  await clock.flush();
  expect(clock.pendingRef).toBe(1);
  await clock.advance(20);
  await warmed;
  await pool.close();
});
