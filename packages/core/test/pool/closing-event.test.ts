import { expect, it } from "vitest";
import { createPool } from "../helpers/pool.ts";

it("tells that it begins to close, and lets a listener join the closing", async () => {
  const { pool } = createPool({ size: 1 });
  const lease = await pool.acquire();
  const order: string[] = [];
  pool.on("pool:closing", ({ error }) => {
    order.push(error.code);
    void pool.close().then(() => order.push("joined"));
  });
  pool.on("pool:closed", () => order.push("closed"));
  const closing = pool.close();
  expect(order).toEqual(["ERR_POOL_CLOSED"]);
  await lease.settle("ok");
  await closing;
  await Promise.resolve();
  expect(order).toEqual(["ERR_POOL_CLOSED", "closed", "joined"]);
});
