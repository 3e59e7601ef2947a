import type { SessionRecord } from "../record.ts";

/** The order in which free sessions are leased. Holds those that may be leased now. */
export interface Rotation<State> {
  /** The next session, of which those not in `exclude` are preferred; it stays where it is. */
  peek(
    exclude: readonly string[] | undefined,
    pick: number | undefined,
  ): SessionRecord<State> | undefined;
  add(record: SessionRecord<State>): void;
  remove(record: SessionRecord<State>): void;
}
