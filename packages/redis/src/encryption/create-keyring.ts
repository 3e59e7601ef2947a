import { SessionaryError } from "@sessionary/core";
import { keyBytes } from "./key-bytes.ts";
import { isEncrypted, readSealed, writeSealed } from "./sealed.ts";

/** Encrypts with its first key and decrypts with all of them. Printed, it shows none. */
export interface Keyring {
  /**
   * @param text - as JSON is: without halves of surrogate pairs, which UTF-8 cannot carry
   * @param context - where the text belongs: it cannot be decrypted as anything else
   */
  encrypt(text: string, context: string): Promise<string>;
  /** @throws `ERR_STORE` for what was not encrypted, or with another key, or in another context, or was changed since */
  decrypt(sealed: string, context: string): Promise<string>;
}

/**
 * AES-256-GCM by WebCrypto, with a new random IV for every text. By the rules of its makers one key is good for four billion texts.
 *
 * @param keys - of 32 bytes each: as they are, or as base64, base64url or hex text
 * @throws `ERR_INVALID_OPTION` naming the key by its place, never by what is in it
 */
export function createKeyring(keys: readonly (string | Uint8Array)[]): Keyring {
  return new WebKeyring(keyBytes(keys));
}

const ALGORITHM = "AES-GCM";
const IV_BYTES = 12;
const KEY_ID_BYTES = 8;

type Bytes = Uint8Array<ArrayBuffer>;

interface OpenKey {
  readonly id: string;
  readonly key: CryptoKey;
}

interface OpenKeys {
  readonly first: OpenKey;
  readonly byId: ReadonlyMap<string, CryptoKey>;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

class WebKeyring implements Keyring {
  readonly #bytes: readonly Bytes[];
  /** Imported once, when they are first needed. */
  #open: Promise<OpenKeys> | undefined;

  constructor(bytes: readonly Bytes[]) {
    this.#bytes = bytes;
  }

  async encrypt(text: string, context: string): Promise<string> {
    const { first } = await this.#opened();
    const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
    const sealing = crypto.subtle.encrypt(bound(iv, context), first.key, encoder.encode(text));
    return writeSealed({ keyId: first.id, iv, ciphertext: new Uint8Array(await sealing) });
  }

  async decrypt(text: string, context: string): Promise<string> {
    if (!isEncrypted(text)) throw failure("it is not encrypted");
    const sealed = readSealed(text);
    if (sealed === undefined) throw failure("it was changed or cut off");
    const { byId } = await this.#opened();
    const key = byId.get(sealed.keyId);
    if (key === undefined)
      throw failure("it was encrypted with a key that is not among `encryption.keys`");
    try {
      const { iv, ciphertext } = sealed;
      return decoder.decode(await crypto.subtle.decrypt(bound(iv, context), key, ciphertext));
    } catch (cause) {
      throw failure("it was changed, or belongs to another session or pool", cause);
    }
  }

  #opened(): Promise<OpenKeys> {
    this.#open ??= openKeys(this.#bytes);
    return this.#open;
  }
}

async function openKeys(keys: readonly Bytes[]): Promise<OpenKeys> {
  const open = await Promise.all(keys.map(openKey));
  const [first] = open as [OpenKey, ...OpenKey[]];
  return { first, byId: new Map(open.map(({ id, key }) => [id, key])) };
}

async function openKey(bytes: Bytes): Promise<OpenKey> {
  const [digest, key] = await Promise.all([
    crypto.subtle.digest("SHA-256", bytes),
    crypto.subtle.importKey("raw", bytes, ALGORITHM, false, ["encrypt", "decrypt"]),
  ]);
  return { id: Buffer.from(digest, 0, KEY_ID_BYTES).toString("hex"), key };
}

function bound(iv: Bytes, context: string): AesGcmParams {
  return { name: ALGORITHM, iv, additionalData: encoder.encode(context) };
}

/** Says nothing of the key, the text or the context. */
function failure(why: string, cause?: unknown): SessionaryError<"ERR_STORE"> {
  const what = `redisStore: the state of a session cannot be decrypted: ${why}`;
  return new SessionaryError("ERR_STORE", what, cause === undefined ? {} : { cause });
}
