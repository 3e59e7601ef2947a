/** An encrypted text in its parts. */
export interface Sealed {
  /** Which key it was encrypted with. */
  readonly keyId: string;
  readonly iv: Uint8Array<ArrayBuffer>;
  /** With the authentication tag behind it. */
  readonly ciphertext: Uint8Array<ArrayBuffer>;
}

const BEGINNING = /^v1\.[0-9a-f]{16}\./;
/** 12 bytes, and at least the 16 of the tag. */
const WHOLE = /^v1\.([0-9a-f]{16})\.([\w-]{16})\.([\w-]{22,})$/;

/** Whether a text is, by its beginning, one that {@link writeSealed} has written; JSON never is. */
export function isEncrypted(text: string): boolean {
  return BEGINNING.test(text);
}

/** `v1.<key id>.<iv>.<ciphertext>`, the last two as base64url. */
export function writeSealed({ keyId, iv, ciphertext }: Sealed): string {
  return `v1.${keyId}.${toText(iv)}.${toText(ciphertext)}`;
}

/** The parts; `undefined` where they are not what was written, were it by one bit. */
export function readSealed(text: string): Sealed | undefined {
  const [, keyId, iv, ciphertext] = WHOLE.exec(text) ?? [];
  if (keyId === undefined || iv === undefined || ciphertext === undefined) return undefined;
  const sealed = { keyId, iv: toBytes(iv), ciphertext: toBytes(ciphertext) };
  // The last character may hold bits that no byte needs.
  return writeSealed(sealed) === text ? sealed : undefined;
}

function toText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64url");
}

function toBytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(text, "base64url"));
}
