import * as http from "node:http";
import * as https from "node:https";
import type { SessionAgents } from "../../../src/agents/index.ts";

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** A request that has begun. */
export interface Sent {
  readonly request: http.ClientRequest;
  readonly answer: Promise<Answer>;
}

/** Sends with Node's own client. */
export function begin(
  agents: SessionAgents,
  url: string,
  options: http.RequestOptions = {},
  body?: string,
): Sent {
  const [client, agent] = url.startsWith("https:") ? [https, agents.https] : [http, agents.http];
  const request = client.request(url, { ...options, agent });
  const answer = new Promise<Answer>((resolve, reject) => {
    request.on("error", reject);
    request.once("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk)).on("error", reject);
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
      });
    });
  });
  request.end(body);
  return { request, answer };
}

export async function send(
  agents: SessionAgents,
  url: string,
  options?: http.RequestOptions,
  body?: string,
): Promise<Answer> {
  return begin(agents, url, options, body).answer;
}

/** What a request fails with. */
export async function failure(agents: SessionAgents, url: string): Promise<NodeJS.ErrnoException> {
  const { status } = await send(agents, url).catch((error: unknown) => ({ status: error }));
  if (status instanceof Error) return status;
  throw new Error(`expected a failure, got ${String(status)}`);
}
