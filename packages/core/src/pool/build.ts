import type { ListNode } from "../linked-list.ts";
import type { ReserveOptions, Vacancy } from "../store/store.ts";
import type { BuildGroup } from "./build-group.ts";
import type { Demand, Trigger } from "./demand.ts";
import type { Timer } from "./timer.ts";

/** What is to be built. */
export interface BuildPlan<State, Request> extends Trigger<Request> {
  /** The caller that the session serves first. */
  readonly bound?: Demand<State, Request> | undefined;
  /** The session shall have this id. */
  readonly id?: string | undefined;
  /** Who waits for it and others together. */
  readonly group?: BuildGroup | undefined;
}

/** One vacancy on its way to a session. */
export interface Build<State, Request> extends ListNode<Build<State, Request>> {
  readonly plan: BuildPlan<State, Request>;
  readonly reserved: ReserveOptions;
  vacancy: Vacancy;
  bound: Demand<State, Request> | undefined;
  attempt: number;
  /** Inconclusive inits in a row. */
  inconclusive: number;
  run: { cancel(error: Error): void; hold(): void } | undefined;
  timer: Timer | undefined;
  groups: BuildGroup[];
}

export function newBuild<State, Request>(
  plan: BuildPlan<State, Request>,
  vacancy: Vacancy,
  reserved: ReserveOptions,
): Build<State, Request> {
  return {
    plan,
    reserved,
    vacancy,
    bound: plan.bound,
    attempt: 0,
    inconclusive: 0,
    run: undefined,
    timer: undefined,
    groups: [],
    prev: undefined,
    next: undefined,
  };
}

/** The process must not end before it is built. */
export function hold<State, Request>({ timer, run }: Build<State, Request>): void {
  if (timer !== undefined) timer.holdsProcess = true;
  run?.hold();
}

/** Lets a group wait for it. */
export function join<State, Request>(build: Build<State, Request>, group: BuildGroup): void {
  group.add();
  build.groups.push(group);
  hold(build);
}

/** Whether somebody waits for this very session, in the queue or by `warm()`. */
export function isAwaited<State, Request>(build: Build<State, Request>): boolean {
  return build.bound !== undefined || build.groups.length > 0;
}

const FIRST_BACKOFF_MS = 1_000;
const MAX_BACKOFF_MS = 30_000;

/** How long the next init waits: not at all, unless the site was to blame for the last ones. */
export function backoffMs<State, Request>({ inconclusive }: Build<State, Request>): number {
  if (inconclusive === 0) return 0;
  return Math.min(FIRST_BACKOFF_MS * 2 ** (inconclusive - 1), MAX_BACKOFF_MS);
}
