import { parseProxy } from "./parse-proxy.ts";

/**
 * A proxy's address for people: protocol, host and port, no credentials. Never throws: what is no proxy's address
 * becomes `"[invalid proxy]"`.
 *
 * @example
 * ```ts
 * import { redactProxy } from "@sessionary/identity";
 *
 * console.log(redactProxy("http://user:secret@proxy-1:8000")); // "http://proxy-1:8000"
 * ```
 */
export function redactProxy(url: string): string {
  try {
    return String(parseProxy(url));
  } catch {
    return "[invalid proxy]";
  }
}
