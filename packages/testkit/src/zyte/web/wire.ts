import { Agent, request as httpRequest, type ClientRequest, type IncomingMessage } from "node:http";
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";

/** One request on the wire, without cookies and redirects. */
export interface WireRequest {
  /** The URL the caller asked for; the host in it need not exist. */
  readonly url: URL;
  /** Where it is really sent. */
  readonly origin: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
  /** The local address to send from; undefined leaves that to the system. */
  readonly address: string | undefined;
}

/** What came back, decompressed. */
export interface WireResponse {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** Sends requests to sites over keep-alive connections, and drops all of them at the end. */
export class Wire {
  // The time-out closes idle connections alone: nobody listens to it on busy ones.
  readonly #agent = new Agent({ keepAlive: true, timeout: 10_000 });
  readonly #open = new Set<ClientRequest>();
  #isClosed = false;

  /** Sends a request; one that a site's closing of an idle connection has met is sent again on a new one. */
  async send(request: WireRequest): Promise<WireResponse> {
    const first = await this.#try(request);
    if (first !== "stale") return first;
    const second = await this.#try(request);
    if (second === "stale") throw new Error("the connection was reset");
    return second;
  }

  #try({
    url,
    origin,
    method,
    headers,
    body,
    address,
  }: WireRequest): Promise<WireResponse | "stale"> {
    const target = new URL(origin);
    if (this.#isClosed) throw new Error("the emulator is closed");
    if (target.protocol !== "http:") throw new Error("sites of tests speak HTTP without TLS");
    return new Promise((resolve, reject) => {
      const outgoing = httpRequest(
        {
          agent: this.#agent,
          hostname: target.hostname.replace(/^\[|\]$/g, ""),
          port: target.port || 80,
          method,
          path: `${url.pathname}${url.search}`,
          headers: { ...headers, host: url.host, ...lengthOf(body, method) },
          ...(address !== undefined &&
            target.hostname.startsWith("127.") && { localAddress: address }),
        },
        (incoming) => {
          read(incoming).then(resolve, reject);
        },
      );
      this.#open.add(outgoing);
      outgoing.once("close", () => this.#open.delete(outgoing));
      outgoing.on("error", (error: NodeJS.ErrnoException) => {
        if (outgoing.reusedSocket && error.code === "ECONNRESET" && method === "GET")
          resolve("stale");
        else reject(error);
      });
      outgoing.end(body);
    });
  }

  close(): void {
    this.#isClosed = true;
    for (const outgoing of this.#open) outgoing.destroy();
    this.#agent.destroy();
  }
}

function lengthOf(body: Buffer | undefined, method: string): Record<string, string> {
  if (body) return { "content-length": String(body.length) };
  return ["POST", "PUT", "PATCH"].includes(method) ? { "content-length": "0" } : {};
}

async function read(incoming: IncomingMessage): Promise<WireResponse> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const { rawHeaders } = incoming;
  const headers: (readonly [string, string])[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2)
    headers.push([rawHeaders[at] ?? "", rawHeaders[at + 1] ?? ""]);
  return {
    status: incoming.statusCode ?? 0,
    headers,
    body: decompress(Buffer.concat(chunks), incoming.headers["content-encoding"]),
  };
}

function decompress(body: Buffer, encoding: string | undefined): Buffer {
  if (body.length === 0) return body;
  switch (encoding) {
    case "gzip":
      return gunzipSync(body);
    case "deflate":
      return inflateSync(body);
    case "br":
      return brotliDecompressSync(body);
    default:
      return body;
  }
}
