import { SessionaryError } from "@sessionary/core";
import type { InternalAxiosRequestConfig } from "axios";
import { copyHeaders } from "./headers.ts";
import { requestUrl } from "./request-url.ts";
import { runTransforms } from "./transforms.ts";

/** Streams are gone once they were read; forms of the package form-data are streams. */
export function isOneShot(data: unknown): boolean {
  if (typeof data !== "object" || data === null) return false;
  return (
    typeof Reflect.get(data, "pipe") === "function" ||
    typeof Reflect.get(data, "getReader") === "function"
  );
}

/** What callers gave as `data`, before transforms made a body of it. */
export class Originals {
  readonly #data = new WeakMap<object, object>();

  remember(config: object, data: unknown): void {
    if (typeof data === "object" && data !== null) this.#data.set(config, data);
  }

  /**
   * The request with a body that can be sent once more: the same, or, where that is a stream which transforms made (of `postForm`), made anew.
   *
   * @throws `ERR_BODY_NOT_REPLAYABLE`
   */
  replay(config: InternalAxiosRequestConfig): InternalAxiosRequestConfig {
    if (!isOneShot(config.data)) return config;
    const original = this.#data.get(config);
    if (original === undefined || holdsStream(original, new Set())) throw notReplayable(config);
    const copy = { ...config, headers: copyHeaders(config.headers) };
    copy.data = runTransforms(copy, copy.transformRequest, original, copy.headers);
    this.#data.set(copy, original);
    return copy;
  }
}

/** Whether there is a stream anywhere in what a form is made of. */
function holdsStream(data: unknown, seen: Set<object>): boolean {
  if (typeof data !== "object" || data === null || seen.has(data)) return false;
  if (isOneShot(data)) return true;
  seen.add(data);
  return Object.values(data).some((value) => holdsStream(value, seen));
}

function notReplayable(config: InternalAxiosRequestConfig): Error {
  const what = `${config.method?.toUpperCase()} ${new URL(requestUrl(config)).host}`;
  return new SessionaryError(
    "ERR_BODY_NOT_REPLAYABLE",
    `${what}: its body is a stream, which can be sent once only; pass a string, bytes or a FormData to have it sent again`,
  );
}
