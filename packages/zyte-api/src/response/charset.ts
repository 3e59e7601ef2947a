import type { ZyteHeader } from "../request/zyte-request.ts";

const PARAMETER = /;\s*charset\s*=\s*"?([^\s";]+)/i;

/** The charset that the headers name, if it is one that text can be read in, else UTF-8. */
export function charsetOf(headers: readonly ZyteHeader[] = []): string {
  const type = headers.findLast(({ name }) => name.toLowerCase() === "content-type");
  const charset = PARAMETER.exec(type?.value ?? "")?.[1] ?? "utf-8";
  try {
    return new TextDecoder(charset).encoding;
  } catch {
    // As browsers do with labels they do not know.
    return "utf-8";
  }
}
