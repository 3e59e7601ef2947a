import type { SessionAdapter, StateCodec } from "@sessionary/core";

/** What a session of these questions holds: about as much as a cookie or two. */
export interface State {
  readonly sid: string;
  readonly token: string;
}

export function newState(): State {
  return { sid: crypto.randomUUID(), token: crypto.randomUUID() };
}

/** As those of the adapters: it tells by a token whether a state has changed, which none does here. */
export const codec: StateCodec<State> = {
  encode: (state) => ({ ...state }),
  decode: (json) => json as unknown as State,
  revision: () => 1,
};

/** Brings the codec to a pool; nothing is sent. */
export const adapter: SessionAdapter<State, string, undefined> = {
  name: "bench",
  open: newState,
  send: async () => undefined,
  read: () => {
    throw new Error("nothing is judged here");
  },
  url: (request) => request,
  codec,
};
