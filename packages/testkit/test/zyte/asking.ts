import type { ZyteEmulator } from "../../src/zyte/index.ts";

/** An answer with its body read, as JSON if it is some. */
export interface Asked {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // Tests read whatever field they are about.
  readonly body: Record<string, never> & { readonly [field: string]: unknown };
}

/** Asks as a client without retries does. */
export async function ask(
  zyte: ZyteEmulator,
  query: unknown,
  init: { readonly apiKey?: string; readonly headers?: Record<string, string> } = {},
): Promise<Asked> {
  const response = await fetch(`${zyte.url}extract`, {
    method: "POST",
    headers: {
      authorization: `Basic ${btoa(`${init.apiKey ?? zyte.apiKey}:`)}`,
      "content-type": "application/json",
      ...init.headers,
    },
    body: typeof query === "string" ? query : JSON.stringify(query),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") ?? false;
  let body: unknown;
  try {
    body = isJson ? JSON.parse(text) : undefined;
  } catch {
    body = undefined;
  }
  return { status: response.status, headers: response.headers, text, body: body as Asked["body"] };
}

/** A page of the shop by HTTP, with whatever else is asked for. */
export function page(path: string, rest: object = {}): object {
  return { url: `https://shop.example${path}`, httpResponseBody: true, ...rest };
}

/** A page of the shop by browser, with whatever else is asked for. */
export function rendered(path: string, rest: object = {}): object {
  return { url: `https://shop.example${path}`, browserHtml: true, ...rest };
}

/** The body of the site's answer. */
export function bodyOf({ body }: Asked): string {
  return Buffer.from(String(body["httpResponseBody"]), "base64").toString("utf8");
}

/** What the site saw, from its page `/echo`. */
export function echoOf(asked: Asked): {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly address: string;
  readonly cookies: Record<string, string>;
} {
  return JSON.parse(bodyOf(asked)) as ReturnType<typeof echoOf>;
}

/** The problem type of an answer. */
export function typeOf({ body }: Asked): unknown {
  return body?.["type"];
}
