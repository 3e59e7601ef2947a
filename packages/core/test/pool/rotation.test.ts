import { describe, expect, test } from "vitest";
import type { Rotation, Session, SessionPool } from "../../src/index.ts";
import { createPool, useOnce } from "../helpers/pool.ts";

/** A full pool of sessions "a", "b", "c". */
async function fullPool(rotation: Rotation | undefined, maxErrors = 1): Promise<SessionPool> {
  const options = rotation === undefined ? {} : { rotation };
  const { pool } = createPool<unknown>({ size: 3, maxErrors, ...options });
  for (const id of ["a", "b", "c"]) await pool.add(undefined, { id });
  return pool;
}

async function ids(pool: SessionPool, count: number): Promise<string> {
  const used: string[] = [];
  for (let each = 0; each < count; each++) used.push(await useOnce(pool));
  return used.join("");
}

describe("rotation", () => {
  test("is round-robin by default", async () => {
    expect(await ids(await fullPool(undefined), 7)).toBe("abcabca");
    expect(await ids(await fullPool("round-robin"), 7)).toBe("abcabca");
  });

  test("round-robin puts a session at the end of the line when it is settled, whenever it was leased", async () => {
    const pool = await fullPool("round-robin");
    const long = await pool.acquire();
    expect(long.session.id).toBe("a");
    expect(await ids(pool, 3)).toBe("bcb");
    await long.settle("ok");
    expect(await ids(pool, 4)).toBe("cbac");
  });

  test("random picks any free session with the pool's own random source", async () => {
    const used = await ids(await fullPool("random"), 300);
    for (const id of "abc") {
      const share = used.split(id).length - 1;
      expect(share).toBeGreaterThan(70);
      expect(share).toBeLessThan(130);
    }
    expect(await ids(await fullPool("random"), 300)).toBe(used);
    expect(used).not.toContain("abcabcabcabc");
  });

  test("random never picks one that is leased", async () => {
    const pool = await fullPool("random");
    const leases = [await pool.acquire(), await pool.acquire(), await pool.acquire()];
    expect(leases.map(({ session }) => session.id).toSorted()).toEqual(["a", "b", "c"]);
  });

  test("least-used picks the session with the fewest uses", async () => {
    const pool = await fullPool("least-used");
    const a = await pool.acquire();
    expect(await ids(pool, 4)).toBe("bcbc");
    await a.settle("ok");
    expect(await ids(pool, 3)).toBe("abc");
  });

  test("a use that was given back does not count for least-used", async () => {
    const pool = await fullPool("least-used");
    expect(await useOnce(pool, "unused")).toBe("a");
    expect(await useOnce(pool)).toBe("b");
    expect(await useOnce(pool)).toBe("c");
    expect(await useOnce(pool)).toBe("a");
  });

  test("until-retired uses one session until it is retired", async () => {
    const { pool } = createPool({ size: 3, rotation: "until-retired" });
    const first = await useOnce(pool);
    for (let each = 0; each < 5; each++) expect(await useOnce(pool)).toBe(first);
    expect(await useOnce(pool, "error")).toBe(first);
    const second = await useOnce(pool);
    expect(second).not.toBe(first);
    expect(await useOnce(pool)).toBe(second);
    expect(pool.stats().sessions).toMatchObject({ ready: 1, starting: 0 });
  });

  test("until-retired builds on demand unless told to fill eagerly", async () => {
    const eager = createPool({ size: 3, rotation: "until-retired", fill: "eager" });
    for (let each = 0; each < 3; each++) await useOnce(eager.pool);
    expect(eager.pool.stats().sessions.ready).toBe(3);
  });

  test("a rank chooses the session with the lowest one first", async () => {
    const rank = ({ id }: Session): number => "cab".indexOf(id);
    const pool = await fullPool({ rank });
    const leases = [await pool.acquire(), await pool.acquire(), await pool.acquire()];
    expect(leases.map(({ session }) => session.id)).toEqual(["c", "a", "b"]);
  });

  test("a rank is computed when a session is built and at each settle, and at no other time", async () => {
    const seen: string[] = [];
    const rank = ({ id, uses }: Session): number => {
      seen.push(`${id}${uses}`);
      return uses;
    };
    const pool = await fullPool({ rank });
    expect(seen).toEqual(["a0", "b0", "c0"]);
    const lease = await pool.acquire();
    expect(seen).toHaveLength(3);
    await lease.settle("ok");
    expect(seen).toEqual(["a0", "b0", "c0", "a1"]);
    expect(await ids(pool, 3)).toBe("bca");
  });

  test("a rank at settle sees the session as its verdict leaves it", async () => {
    const seen: Session[] = [];
    const rank = (session: Session): number => {
      const { uses, errors, checkFailures } = session;
      seen.push({ ...session, uses, errors, checkFailures });
      return 0;
    };
    const { pool } = createPool<unknown>({
      size: 1,
      maxErrors: 9,
      maxCheckFailures: 9,
      rotation: { rank },
    });
    await pool.add(undefined, { id: "a" });
    for (const verdict of ["error", "invalid", "unused"] as const) await useOnce(pool, verdict);
    expect(seen.map(({ uses, errors, checkFailures }) => [uses, errors, checkFailures])).toEqual([
      [0, 0, 0],
      [1, 1, 0],
      [2, 1, 1],
      [2, 1, 1],
    ]);
  });

  test("a rank draws from the pool's random source", async () => {
    const random = (): number => 0.25;
    const drawn: number[] = [];
    const rank = (_: Session, draw: () => number): number => drawn.push(draw());
    const { pool } = createPool({ size: 1, random, rotation: { rank } });
    await useOnce(pool);
    expect(drawn).toEqual([0.25, 0.25]);
  });
});
