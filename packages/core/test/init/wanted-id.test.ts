import { describe, expect, it } from "vitest";
import { recordEvents } from "../helpers/events.ts";
import { watch } from "../helpers/outcome.ts";
import { createPool } from "../helpers/pool.ts";

describe("a session that a caller wants under an id", () => {
  it("is built where a retired session left a vacancy, before any other replacement", async () => {
    const { pool, clock } = createPool({ size: 1 });
    const lease = await pool.acquire();
    await lease.settle("ok");
    const wanted = watch(pool.acquire({ id: "mine", onMissing: "replace" }));
    await clock.flush();
    expect(wanted.state).toBe("pending");
    await pool.retire(lease.session.id);
    await clock.flush();
    expect(wanted.value.session.id).toBe("mine");
  });

  it("is built again when it was retired while its caller waited for it", async () => {
    const { pool, clock } = createPool({ size: 1 });
    const lease = await pool.acquire();
    const { id } = lease.session;
    const wanted = watch(pool.acquire({ id, onMissing: "replace" }));
    await pool.retire(id);
    await clock.flush();
    expect(wanted.value.session.id).toBe(id);
    expect(wanted.value.session).not.toBe(lease.session);
  });

  it("is told of after the retirement of the one it follows", async () => {
    const { pool, clock } = createPool({ size: 1 });
    const events = recordEvents(pool, "session:retired", "session:ready");
    const lease = await pool.acquire();
    const wanted = watch(pool.acquire({ id: lease.session.id, onMissing: "replace" }));
    await lease.settle("expired");
    await clock.flush();
    expect(wanted.state).toBe("resolved");
    expect(events.names).toEqual(["session:ready", "session:retired", "session:ready"]);
  });

  it("waits its turn behind a caller who came first", async () => {
    const { pool, clock } = createPool({ size: 1 });
    const lease = await pool.acquire();
    const first = watch(pool.acquire());
    const wanted = watch(pool.acquire({ id: "mine", onMissing: "replace" }));
    await pool.retire(lease.session.id);
    await clock.flush();
    expect(first.state).toBe("resolved");
    expect(wanted.state).toBe("pending");
    await first.value.settle("expired");
    await clock.flush();
    expect(wanted.value.session.id).toBe("mine");
  });
});
