/**
 * Do many worker processes on one pool get as many leases as one?
 *
 * Eight workers, each a process with a connection of ioredis, share a pool of 64 sessions on a redis-server of its own; all have it open all the time and know
 * its sessions. In a round of 400 ms the first 1, 2, 4 or 8 of them lease by `pool.use` with a task that does nothing, and the others rest; a
 * round with each number follows the other, eleven times, and every other time in reverse. The figures are medians of what the workers do together in a
 * second, and the ratio the median of the ratios of eight workers' total to one's in the same turn. What does not end in time is not counted; who waits
 * for a session then gives up.
 *
 * - 8 callers each: eight workers have as many callers as there are sessions, so nobody waits for a session.
 * - 64 callers each: one worker keeps the pool busy; eight have 512 callers, and wake each other. "least of 8" is the worker that got the fewest
 *   leases, relative to the mean of the eight: a pool that one worker has for itself would be as fast, and no use.
 *
 * "bare" is the same workers with as many bare EVALSHA of the baseline in flight: its ratio is what the machine makes of eight processes and one.
 */
import { inChild } from "../in-child.ts";
import type { Question } from "../question.ts";
import { Fleet, type Shift } from "../redis/fleet.ts";
import { withRedis } from "../redis/testbed.ts";
import type { PeerQuantity, Row } from "../row.ts";
import { median } from "../statistics.ts";

const SIZE = 64;
const COUNTS = [1, 2, 4, 8] as const;
const ALL = 8;

/** How much is measured. */
interface Effort {
  readonly rounds: number;
  readonly ms: number;
}

const EFFORT: Effort = { rounds: 11, ms: 400 };

/** Medians of so many workers, relative to one. */
interface Point {
  readonly aSecond: number;
  readonly ratio: number;
}

interface Curve {
  readonly points: readonly Point[];
  readonly bare: Point;
  /** The worker that got least of eight, relative to their mean. */
  readonly least: number;
}

export const redisFleet: Question = {
  name: "redis-fleet",
  async ask() {
    const curves = await inChild<readonly Curve[]>(import.meta.url, [SIZE / ALL, SIZE], EFFORT);
    const [few, many] = curves as readonly [Curve, Curve];
    return [
      row("8 workers on a pool of 64, 8 callers each / one worker", few),
      row("8 workers on a pool of 64, 64 callers each / one worker", many),
    ];
  },
};

function row(question: string, { points, bare, least }: Curve): Row {
  const [one, two, four, eight] = points as readonly [Point, Point, Point, Point];
  return {
    question,
    ours: { value: eight.aSecond, unit: "leases/s" },
    reference: { value: one.aSecond, unit: "leases/s" },
    peers: [
      peer("2 workers", two),
      peer("4 workers", four),
      peer("bare, 8 workers", bare),
      { name: "least of 8", value: least, unit: "x" },
    ],
    ratio: eight.ratio,
    hold: { of: "ratio", bound: "least", limit: 1 },
  };
}

function peer(name: string, { aSecond: value, ratio }: Point): PeerQuantity {
  return { name, value, unit: "leases/s", ratio };
}

export function measure(callersEach: readonly number[], effort: Effort): Promise<readonly Curve[]> {
  return withRedis("ioredis", async ({ url }) => {
    const fleet = await Fleet.start(ALL, url, SIZE);
    try {
      const curves: Curve[] = [];
      for (const callers of callersEach) curves.push(await curveOf(fleet, callers, effort));
      return curves;
    } finally {
      await fleet.stop();
    }
  });
}

async function curveOf(fleet: Fleet, callers: number, { rounds, ms }: Effort): Promise<Curve> {
  const leases = COUNTS.map(
    (workers) => new Series(fleet, workers, { what: "lease", callers, ms }),
  );
  const bare = [1, ALL].map(
    (workers) => new Series(fleet, workers, { what: "evalsha", callers, ms }),
  );
  const all = [...leases, ...bare];
  for (let round = -Math.ceil(rounds / 3); round < rounds; round++) {
    const inTurn = round % 2 === 0 ? all : all.toReversed();
    for (const series of inTurn) await series.run(round >= 0);
  }
  const [alone, bareAlone] = [leases[0], bare[0]] as [Series, Series];
  return {
    points: leases.map((series) => series.relativeTo(alone)),
    bare: (bare[1] as Series).relativeTo(bareAlone),
    least: (leases.at(-1) as Series).least,
  };
}

/** What so many workers do, round by round. */
class Series {
  readonly #fleet: Fleet;
  readonly #workers: number;
  readonly #shift: Shift;
  readonly #totals: number[] = [];
  readonly #leasts: number[] = [];

  constructor(fleet: Fleet, workers: number, shift: Shift) {
    this.#fleet = fleet;
    this.#workers = workers;
    this.#shift = shift;
  }

  async run(isCounted: boolean): Promise<void> {
    const each = await this.#fleet.work(this.#workers, this.#shift);
    if (!isCounted) return;
    const total = each.reduce((sum, aSecond) => sum + aSecond, 0);
    this.#totals.push(total);
    this.#leasts.push((Math.min(...each) * each.length) / total);
  }

  relativeTo(other: Series): Point {
    const ratios = this.#totals.map((total, round) => total / (other.#totals[round] ?? Number.NaN));
    return { aSecond: median(this.#totals), ratio: median(ratios) };
  }

  get least(): number {
    return median(this.#leasts);
  }
}
