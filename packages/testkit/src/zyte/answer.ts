import type { ServerResponse } from "node:http";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import { paymentOffer, shapeProblem, type ZyteErrorShape } from "./problems/error-shape.ts";
import type { ZyteProblem } from "./problems/problem.ts";

/** What goes back to the client. */
export interface Answer {
  readonly status: number;
  /** The problem type, on errors that have one. */
  readonly type?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Cuts the connection instead, or in the middle of the body. */
  readonly cut?: "before" | "inside";
  /** A 200 that a plan has made useless. */
  readonly isSpoilt?: boolean;
}

/** Bodies below this go uncompressed. */
const MIN_COMPRESSED = 4096;

/** A 200. */
export function succeed(result: object): Answer {
  return {
    status: 200,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(result),
  };
}

/** An error, in the shape that is wanted. */
export function fail(
  problem: ZyteProblem,
  {
    status = problem.status,
    shape = "problem",
    retryAfter,
  }: { status?: number; shape?: ZyteErrorShape; retryAfter?: number | string | undefined } = {},
): Answer {
  const { contentType, body } = shapeProblem(problem, shape);
  return {
    status,
    type: problem.type,
    headers: {
      ...(contentType !== undefined && { "content-type": contentType }),
      ...(retryAfter !== undefined && { "retry-after": String(retryAfter) }),
      ...(status === 401 && { "www-authenticate": 'Basic realm="Zyte API"' }),
    },
    body,
  };
}

/** A 402, which asks for money instead of naming a problem. */
export function askForPayment(resource: string): Answer {
  return {
    status: 402,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(paymentOffer(resource)),
  };
}

/** Sends an answer, compressed if that is worth it and the client can read it. */
export function sendAnswer(
  outgoing: ServerResponse,
  { status, headers, body, cut }: Answer,
  requestId: string,
  beforeEnd: () => void,
): void {
  if (cut === "before") {
    beforeEnd();
    outgoing.destroy();
    return;
  }
  const { encoding, bytes } = encode(body, outgoing.req.headers["accept-encoding"] ?? "");
  outgoing.writeHead(status, {
    ...headers,
    "request-id": requestId,
    "content-length": bytes.length,
    ...(encoding !== undefined && { "content-encoding": encoding }),
  });
  if (cut === "inside") {
    outgoing.write(bytes.subarray(0, bytes.length / 2), () => {
      beforeEnd();
      outgoing.destroy();
    });
    return;
  }
  beforeEnd();
  outgoing.end(bytes);
}

function encode(
  body: string,
  accepted: string,
): { readonly encoding: string | undefined; readonly bytes: Buffer } {
  const bytes = Buffer.from(body);
  if (bytes.length < MIN_COMPRESSED) return { encoding: undefined, bytes };
  if (/\bbr\b/.test(accepted)) {
    const params = { [constants.BROTLI_PARAM_QUALITY]: 1 };
    return { encoding: "br", bytes: brotliCompressSync(bytes, { params }) };
  }
  if (/\bgzip\b/.test(accepted)) return { encoding: "gzip", bytes: gzipSync(bytes, { level: 1 }) };
  return { encoding: undefined, bytes };
}
