// Leases, retries and closes a pool of the built core, in whichever runtime evaluates this file.
import { createSessionPool, isSessionaryError } from "@sessionary/core";

function expect(name, actual, expected) {
  const [a, b] = [actual, expected].map((value) => JSON.stringify(value));
  if (a !== b) throw new Error(`${name}: expected ${b}, got ${a}`);
}

let built = 0;
const pool = createSessionPool({
  size: 1,
  init: () => ({ number: ++built }),
  check: ({ response }) => response !== "banned",
});
const used = [];
const answer = await pool.use(({ session }) => {
  used.push(session.state.number);
  return session.state.number === 1 ? "banned" : "welcome";
});
expect("answer", answer, "welcome");
expect("sessions used", used, [1, 2]);

const lease = await pool.acquire();
await lease.settle("ok");
expect("retired", pool.stats().retired, { check: 1 });

await pool.close();
const refusal = await pool.acquire().catch((error) => error);
expect("refused after close", isSessionaryError(refusal, "ERR_POOL_CLOSED"), true);
// Nothing is left: the runtime exits by itself.
