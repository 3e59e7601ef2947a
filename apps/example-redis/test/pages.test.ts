import { expect, it } from "vitest";
import { Pages } from "../src/pages.ts";

it("pages are shared out in order, no more than a worker may be at", () => {
  const pages = new Pages(7);
  expect(pages.take(1, 3)).toEqual([1, 2, 3]);
  expect(pages.take(1, 3)).toEqual([]);
  expect(pages.take(2, 2)).toEqual([4, 5]);
  pages.end(2, 9.99);
  expect(pages.take(1, 3)).toEqual([6]);
  expect(pages.take(2, 9)).toEqual([7]);
  expect(pages.take(1, 9)).toEqual([]);
  expect([pages.takenBy(1), pages.takenBy(2), pages.takenBy(3)]).toEqual([3, 3, 0]);
});

it("pages of a worker that is gone are the next ones", () => {
  const pages = new Pages(9);
  pages.take(1, 4);
  pages.end(2, 9.99);
  expect(pages.giveBack(1)).toBe(3);
  expect(pages.giveBack(1)).toBe(0);
  expect(pages.take(2, 4)).toEqual([1, 3, 4, 5]);
});

it("a page counts once, however often it is collected", () => {
  const pages = new Pages(2);
  pages.take(1, 1);
  expect(pages.end(1, 9.99)).toBe(true);
  expect(pages.end(1, 0)).toBe(false);
  expect(pages.end(2, undefined)).toBe(true);
  expect(pages.done).toBe(2);
  expect([...pages.prices]).toEqual([
    [1, 9.99],
    [2, undefined],
  ]);
});
