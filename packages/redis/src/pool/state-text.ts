import type { JsonValue, MaybePromise, StateCodec } from "@sessionary/core";
import type { StateCopy } from "./remote-session.ts";
import { andThen } from "./maybe-promise.ts";
import { plainCodec } from "./plain-codec.ts";

/** Encrypts and decrypts, for a context that has to be the same. */
export interface Cipher {
  encrypt(text: string, context: string): Promise<string>;
  decrypt(text: string, context: string): Promise<string>;
}

/** What is stored of a session beside its numbers. */
export interface StoredState {
  readonly variant: JsonValue | undefined;
  /** The state as the codec's JSON, to be compared with. */
  readonly base: string;
}

/** A state as it is to be stored. */
export interface EncodedState {
  readonly base: string;
  /** The codec's token of it from before it was encoded: whatever is changed since then is seen to be. */
  readonly revision: unknown;
}

/** A state that is not what was stored. */
export interface ChangedState extends EncodedState {
  /** What it was changed from. */
  readonly since: { readonly base: string; readonly version: number };
}

/** Turns states into text and back, encrypted or not. */
export class StateText<State> {
  /** Whether states hold what has to be freed. Plain JSON does not. */
  readonly holdsResources: boolean;
  readonly #codec: StateCodec<State>;
  readonly #cipher: Cipher | undefined;
  readonly #pool: string;

  constructor(codec: StateCodec<State> | undefined, cipher: Cipher | undefined, pool: string) {
    this.holdsResources = codec !== undefined;
    this.#codec = codec ?? (plainCodec as StateCodec<State>);
    this.#cipher = cipher;
    this.#pool = pool;
  }

  /** The codec's token of a state; `undefined` where only its JSON tells whether it has changed. */
  revision(state: State): unknown {
    return state === undefined ? undefined : this.#codec.revision?.(state);
  }

  /** A state as JSON, if it is not what was stored. */
  changed(copy: StateCopy<State>): MaybePromise<ChangedState | undefined> {
    const revision = this.revision(copy.state);
    if (revision !== undefined && revision === copy.revision) return undefined;
    // As it is now: other leases of the session may write it while it is encoded.
    const { base, version } = copy;
    return andThen(this.encode(copy.state), (encoded) => {
      if (encoded.base !== base) return { ...encoded, since: { base, version } };
      copy.revision = revision;
      return undefined;
    });
  }

  /** A state as JSON; `""` for none. */
  encode(state: State): MaybePromise<EncodedState> {
    const revision = this.revision(state);
    if (state === undefined) return { base: "", revision };
    return andThen(this.#codec.encode(state), (json) => ({ base: JSON.stringify(json), revision }));
  }

  decode(base: string): MaybePromise<State> {
    return base === "" ? (undefined as State) : this.#codec.decode(JSON.parse(base) as JsonValue);
  }

  /** What both sides have changed since `base`; without a codec that can, what was written later. */
  merge(base: string, mine: string, theirs: string): string {
    if (this.#codec.merge === undefined || [base, mine, theirs].includes("")) return mine;
    const [was, our, their] = [base, mine, theirs].map((each) => JSON.parse(each) as JsonValue) as [
      JsonValue,
      JsonValue,
      JsonValue,
    ];
    return JSON.stringify(this.#codec.merge(was, our, their));
  }

  /** What is stored of session `id`. */
  async seal(id: string, variant: JsonValue | undefined, base: string): Promise<string> {
    const text = `${JSON.stringify(variant) ?? ""}\n${base}`;
    return this.#cipher === undefined ? text : this.#cipher.encrypt(text, this.#context(id));
  }

  async unseal(id: string, stored: string): Promise<StoredState> {
    const text =
      this.#cipher === undefined ? stored : await this.#cipher.decrypt(stored, this.#context(id));
    const end = text.indexOf("\n");
    if (end < 0)
      throw new Error(`the state of session ${id} is encrypted: give \`encryption.keys\``);
    const variant = text.slice(0, end);
    return {
      variant: variant === "" ? undefined : (JSON.parse(variant) as JsonValue),
      base: text.slice(end + 1),
    };
  }

  #context(id: string): string {
    return JSON.stringify([this.#pool, id]);
  }
}
