import { expect, test } from "vitest";
import { RoomQueue } from "../../src/client/room-queue.ts";

/** Room for `count` more. */
function room(count: number): () => boolean {
  let left = count;
  return () => left-- > 0;
}

function grant(): string {
  return "granted";
}

test("admits in the order of arrival, as far as there is room", async () => {
  const queue = new RoomQueue<string>();
  const served: string[] = [];
  for (const name of ["a", "b", "c"]) {
    void queue.wait(name, grant, undefined).then(() => served.push(name));
  }
  queue.admit(room(2));
  await Promise.resolve();
  expect(served).toEqual(["a", "b"]);
  expect(queue.isEmpty).toBe(false);
  queue.admit(room(1));
  await Promise.resolve();
  expect(served).toEqual(["a", "b", "c"]);
  expect(queue.isEmpty).toBe(true);
});

test("admits all that want the same pool for the room of one", async () => {
  const queue = new RoomQueue<string>();
  const first = queue.wait("a", grant, undefined);
  const other = queue.wait("b", grant, undefined);
  const second = queue.wait("a", grant, undefined);
  queue.admit(room(1));
  expect(await Promise.all([first, second])).toEqual(["granted", "granted"]);
  queue.admit(room(1));
  expect(await other).toBe("granted");
});

test("an abort leaves the queue at once with the signal's reason", async () => {
  const queue = new RoomQueue<string>();
  const controller = new AbortController();
  const aborted = queue.wait("a", grant, controller.signal);
  const other = queue.wait("b", grant, undefined);
  controller.abort(new Error("enough"));
  await expect(aborted).rejects.toThrow("enough");
  queue.admit(room(1));
  expect(await other).toBe("granted");
  expect(queue.isEmpty).toBe(true);
});

test("an abort after the grant changes nothing", async () => {
  const queue = new RoomQueue<string>();
  const controller = new AbortController();
  const waiting = queue.wait("a", grant, controller.signal);
  queue.admit(room(1));
  const again = queue.wait("a", grant, undefined);
  controller.abort();
  expect(await waiting).toBe("granted");
  expect(queue.isEmpty).toBe(false);
  queue.admit(room(1));
  expect(await again).toBe("granted");
});

test("what a grant throws rejects its caller alone", async () => {
  const queue = new RoomQueue<string>();
  const failing = queue.wait(
    "a",
    () => {
      throw new Error("no pool");
    },
    undefined,
  );
  const other = queue.wait("a", grant, undefined);
  queue.admit(room(1));
  await expect(failing).rejects.toThrow("no pool");
  expect(await other).toBe("granted");
});

test("refuses everybody", async () => {
  const queue = new RoomQueue<string>();
  const waiting = ["a", "b", "a"].map((name) => queue.wait(name, grant, undefined));
  queue.refuseAll(new Error("closed"));
  const results = await Promise.allSettled(waiting);
  expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  expect(queue.isEmpty).toBe(true);
});
