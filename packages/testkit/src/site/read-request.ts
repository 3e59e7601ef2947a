import type { IncomingMessage } from "node:http";

/** Longest body the site reads, in bytes. */
const MAX_BODY_BYTES: number = 16 * 1024 * 1024;

/** The body as UTF-8, `"too-large"`, or `"aborted"` if the client went away before its end. */
export type BodyReading = { readonly body: string } | "too-large" | "aborted";

/** Whether the headers announce a body. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

/** Reads the whole body. */
export function readBody(incoming: IncomingMessage): Promise<BodyReading> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    incoming.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
    });
    incoming.on("end", () => {
      resolve(
        bytes > MAX_BODY_BYTES ? "too-large" : { body: Buffer.concat(chunks).toString("utf8") },
      );
    });
    // Comes after "end" too, when it changes nothing.
    incoming.on("close", () => resolve("aborted"));
    // A broken upload is an error of the stream as well; "close" follows it.
    incoming.on("error", () => undefined);
  });
}

/** The cookies of a Cookie header; of a name sent twice the first counts, as in most servers. */
export function parseCookies(header: string | undefined): Readonly<Record<string, string>> {
  const cookies = new Map<string, string>();
  for (const pair of header?.split(";") ?? []) {
    const equals = pair.indexOf("=");
    const name = pair.slice(0, Math.max(equals, 0)).trim();
    if (!cookies.has(name) && equals >= 0) cookies.set(name, pair.slice(equals + 1).trim());
  }
  return Object.fromEntries(cookies);
}

/** The client's address, IPv4 without the prefix of a dual-stack socket. */
export function addressOf(incoming: IncomingMessage): string {
  return incoming.socket.remoteAddress?.replace(/^::ffff:/, "") ?? "unknown";
}
