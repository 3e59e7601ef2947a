import { describe, expect, it } from "vitest";
import type { Verdict } from "../../src/index.ts";
import { adaptedPool } from "./judged.ts";

describe("a request that is sent again", () => {
  it("is the adapter's fresh one for every attempt after the first", async () => {
    let copies = 0;
    const seen: string[] = [];
    const pool = adaptedPool({ replay: () => `copy ${++copies}` });
    const page = await pool.use<Verdict>(
      ({ attempt, request }) => {
        seen.push(request);
        return attempt < 3 ? "error" : "ok";
      },
      { request: "original" },
    );
    expect(page).toBe("ok");
    expect(seen).toEqual(["original", "copy 1", "copy 2"]);
  });

  it("rejects with what replay() throws, without another attempt", async () => {
    const spent = new Error("the body is gone");
    let tasks = 0;
    const pool = adaptedPool({
      replay: () => {
        throw spent;
      },
    });
    const used = pool.use<Verdict>(
      () => {
        tasks++;
        return "error";
      },
      { request: "original" },
    );
    await expect(used).rejects.toBe(spent);
    expect(tasks).toBe(1);
    expect(pool.stats().sessions.leased).toBe(0);
  });
});
