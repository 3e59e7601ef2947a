import { request as httpRequest, type Agent, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import type { HarnessBody, HarnessRequest } from "@sessionary/testkit/conformance";
import type { PlainJar } from "./plain-jar.ts";

/** What a session is to the plain adapter. */
export interface PlainState {
  readonly jar: PlainJar;
  readonly agent: Agent;
  readonly proxy: URL | undefined;
}

export interface PlainResponse {
  readonly status: number;
  readonly url: string;
  readonly text: string;
  readonly headers: Headers;
}

/** No answer came; `by` says who is to blame. */
export class NoAnswer extends Error {
  readonly by: "proxy" | "site";

  constructor(by: "proxy" | "site", cause: unknown) {
    super(`the ${by} gave no answer`, { cause });
    this.by = by;
  }
}

/** Sends a request and follows where it leads, with the cookies of every hop. */
export async function follow(
  request: HarnessRequest,
  state: PlainState,
  signal: AbortSignal,
): Promise<PlainResponse> {
  let url = new URL(request.url);
  let method = request.method ?? "GET";
  let body = await pack(request.body);
  for (;;) {
    const headers = { ...body.headers, ...request.headers, ...cookieOf(state.jar, url) };
    const answer = await exchange(url, { method, headers }, body.bytes, state, signal);
    const content = await text(answer);
    state.jar.take(url, answer.headers["set-cookie"] ?? []);
    const { statusCode: status = 0, headers: got } = answer;
    if (got.location === undefined || status < 300 || status > 399) {
      return { status, url: url.href, text: content, headers: new Headers(flatten(got)) };
    }
    url = new URL(got.location, url);
    if (status === 307 || status === 308) continue;
    if (method === "POST" || status === 303) [method, body] = ["GET", await pack(undefined)];
  }
}

function cookieOf(jar: PlainJar, url: URL): { cookie?: string } {
  const cookie = jar.header(url);
  return cookie === undefined ? {} : { cookie };
}

function flatten(headers: IncomingMessage["headers"]): [string, string][] {
  return Object.entries(headers).map(([name, value]) => [name, String(value)]);
}

async function pack(
  body: HarnessBody | undefined,
): Promise<{ bytes: Uint8Array; headers: Record<string, string> }> {
  const packed = new Response(body as BodyInit | undefined);
  const bytes = new Uint8Array(await packed.arrayBuffer());
  const headers: Record<string, string> = {};
  if (body !== undefined) headers["content-length"] = String(bytes.length);
  const type = packed.headers.get("content-type");
  if (type !== null) headers["content-type"] = type;
  return { bytes, headers };
}

function exchange(
  url: URL,
  { method, headers }: { method: string; headers: Record<string, string> },
  body: Uint8Array,
  { agent, proxy }: PlainState,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const direct = { ...hostOf(url), path: url.pathname + url.search };
  const target = proxy === undefined ? direct : { ...hostOf(proxy), path: url.href };
  const auth =
    proxy?.username === undefined || proxy.username === ""
      ? {}
      : { "proxy-authorization": `Basic ${btoa(`${proxy.username}:${proxy.password}`)}` };
  return new Promise((resolve, reject) => {
    const options = { method, headers: { host: url.host, ...auth, ...headers }, agent, signal };
    const sent = httpRequest({ ...target, ...options }, resolve);
    sent.on("error", (error) => {
      // Naive: whatever goes wrong behind a proxy is blamed on it.
      const blamed = new NoAnswer(proxy === undefined ? "site" : "proxy", error);
      reject(signal.aborted ? signal.reason : blamed);
    });
    sent.end(body);
  });
}

function hostOf({ hostname, port }: URL): { host: string; port: string } {
  return { host: hostname, port };
}
