import { Buffer } from "node:buffer";

/** The bytes that base64 stands for: a body of `networkCapture`, say. */
export function decodeBase64(base64: string): Uint8Array<ArrayBuffer> {
  const decoded = Buffer.from(base64, "base64");
  // Small buffers are windows of a shared one, which a caller who looks at `.buffer` should not meet.
  return decoded.byteLength === decoded.buffer.byteLength
    ? new Uint8Array(decoded.buffer)
    : new Uint8Array(decoded);
}
