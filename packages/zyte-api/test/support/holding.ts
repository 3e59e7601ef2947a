import type { ServerResponse } from "node:http";
import { bodyOf, serve, type LocalServer } from "./server.ts";

/** A request that waits for its answer. */
export interface Held {
  /** The URL that was asked for. */
  readonly url: string;
  /** Answers: a result, or a problem of the status. */
  answer(status?: number): void;
  /** Resolves when the client has hung up. */
  readonly gone: Promise<void>;
}

/** A server that holds every request until the test answers it. */
export interface HoldingServer extends LocalServer {
  /** The next request, in order of arrival. */
  next(): Promise<Held>;
  /** Requests that arrived and that `next` has not handed out. */
  readonly waiting: number;
}

export async function holding(): Promise<HoldingServer> {
  const arrived: Held[] = [];
  const asking: ((held: Held) => void)[] = [];
  const server = await serve(async (request, response) => {
    const { url } = JSON.parse(await bodyOf(request)) as { url: string };
    const held = hold(url, response);
    const ask = asking.shift();
    if (ask === undefined) arrived.push(held);
    else ask(held);
  });
  const next = (): Promise<Held> => {
    const held = arrived.shift();
    return held === undefined
      ? new Promise((resolve) => asking.push(resolve))
      : Promise.resolve(held);
  };
  return Object.defineProperties(server, {
    next: { value: next },
    waiting: { get: () => arrived.length },
  }) as HoldingServer;
}

function hold(url: string, response: ServerResponse): Held {
  return {
    url,
    gone: new Promise((resolve) => response.on("close", resolve)),
    answer(status = 200) {
      response.statusCode = status;
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(status === 200 ? { url } : { status }));
    },
  };
}
