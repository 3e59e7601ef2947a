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
}
