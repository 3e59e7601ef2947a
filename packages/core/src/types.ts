/** A value, or a promise of it: stores and hooks may answer either way. */
export type MaybePromise<T> = T | Promise<T>;

/** What JSON can carry. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** Turns what an adapter keeps in a session into JSON and back, for stores, `export()` and hand-over. */
export interface StateCodec<State> {
  encode(state: State): MaybePromise<JsonValue>;
  decode(json: JsonValue): MaybePromise<State>;
  /**
   * A cheap token that changes with the state; `undefined` when only encoding tells. Stores use it to see whether a state has to be
   * written back.
   */
  revision?(state: State): unknown;
  /**
   * Three-way merge of encoded states when two processes changed the state of one session at the same time: what both started from, what
   * this process made of it, and what is stored now. Without it the later writer wins.
   */
  merge?(base: JsonValue, mine: JsonValue, theirs: JsonValue): JsonValue;
}
