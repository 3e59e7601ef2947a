import type { JsonValue, MaybePromise, StateCodec } from "@sessionary/core";
import type { StateCopy } from "./remote-session.ts";
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

/** Turns states into text and back, encrypted or not. */
export class StateText<State> {
  readonly #codec: StateCodec<State>;
  readonly #cipher: Cipher | undefined;
  readonly #pool: string;

  constructor(codec: StateCodec<State> | undefined, cipher: Cipher | undefined, pool: string) {
    this.#codec = codec ?? (plainCodec as StateCodec<State>);
    this.#cipher = cipher;
    this.#pool = pool;
  }

  /** The codec's token of a state; `undefined` where only its JSON tells whether it has changed. */
  revision(state: State): unknown {
    return state === undefined ? undefined : this.#codec.revision?.(state);
  }

  /** A state as JSON, if it is not what was stored. */
  async changed(copy: StateCopy<State>): Promise<EncodedState | undefined> {
    const revision = this.revision(copy.state);
    if (revision !== undefined && revision === copy.revision) return undefined;
    const encoded = await this.encode(copy.state);
    if (encoded.base !== copy.base) return encoded;
    copy.revision = revision;
    return undefined;
  }

  /** A state as JSON; `""` for none. */
  async encode(state: State): Promise<EncodedState> {
    const revision = this.revision(state);
    const base = state === undefined ? "" : JSON.stringify(await this.#codec.encode(state));
    return { base, revision };
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
