import { SessionaryError } from "@sessionary/core";
import type { FetchBody } from "./session-request.ts";

/**
 * The body as it is now, since it may be sent later, and more than once: fetch reads a body when it is called, so a
 * caller may change it right after.
 */
export function copyBody(body: unknown): FetchBody | null {
  if (body === null || body === undefined) return null;
  if (typeof body === "string" || body instanceof Blob || isOneShot(body)) return body;
  if (body instanceof URLSearchParams) return new URLSearchParams(body);
  if (body instanceof ArrayBuffer) return body.slice(0);
  if (ArrayBuffer.isView(body)) return copyBytes(body);
  if (body instanceof FormData) return copyForm(body);
  // What fetch makes of anything else.
  return (body as { toString(): string }).toString();
}

/** Streams are gone once they were read. */
export function isOneShot(
  body: unknown,
): body is FetchBody & (ReadableStream | AsyncIterable<Uint8Array>) {
  if (typeof body !== "object" || body === null) return false;
  return body instanceof ReadableStream || Symbol.asyncIterator in body;
}

/** @throws `ERR_BODY_NOT_REPLAYABLE` for a stream */
export function assertReplayable(body: FetchBody | null, what: string): void {
  if (!isOneShot(body)) return;
  throw new SessionaryError(
    "ERR_BODY_NOT_REPLAYABLE",
    `${what}: its body is a stream, which can be sent once only; pass a string, a Blob or bytes to have it sent again`,
  );
}

function copyBytes(view: ArrayBufferView): ArrayBuffer {
  const copy = new Uint8Array(view.byteLength);
  copy.set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  return copy.buffer;
}

function copyForm(form: FormData): FormData {
  const copy = new FormData();
  for (const [name, value] of form) {
    if (typeof value === "string") copy.append(name, value);
    else copy.append(name, value, value.name);
  }
  return copy;
}
