import type { TestSite } from "../../src/index.ts";

/** What came back, with the body read. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

/** A client with cookies and nothing else: it follows no redirect and retries nothing. */
export class Visitor {
  readonly cookies: Map<string, string> = new Map();
  readonly #origin: string;

  constructor(site: TestSite) {
    this.#origin = site.origin;
  }

  async ask(path: string, init: RequestInit = {}): Promise<Answer> {
    const headers = new Headers(init.headers);
    if (this.cookies.size > 0) {
      headers.set(
        "cookie",
        [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; "),
      );
    }
    const response = await fetch(this.#origin + path, { redirect: "manual", ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]*)=([^;]*)/.exec(line) ?? [];
      this.cookies.set(name, value);
    }
    return { status: response.status, text: await response.text(), headers: response.headers };
  }

  post(path: string, fields: Record<string, string>, headers: HeadersInit = {}): Promise<Answer> {
    return this.ask(path, { method: "POST", body: new URLSearchParams(fields), headers });
  }

  /** Sets the location the way a person would. */
  async setLocation(zip: string): Promise<Answer> {
    const { text } = await this.ask("/location");
    return this.post("/location", { zip, csrf: read(text, /name="csrf" value="(\w+)"/) });
  }

  /** Asks for so many pages, one after the other. */
  async askTimes(count: number, path = "/product/1"): Promise<Answer[]> {
    const answers: Answer[] = [];
    for (let done = 0; done < count; done++) answers.push(await this.ask(path));
    return answers;
  }
}

/** The first group of a pattern in a page. */
export function read(text: string, pattern: RegExp): string {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`${pattern} is not in: ${text}`);
  return found;
}

/** The location a page shows. */
export function shownZip(text: string): string {
  return read(text, /<span class="zip_code">(\d{5})<\/span>/);
}

/** A clock that stands still until told. */
export class StillClock {
  time = 1_000_000;

  now(): number {
    return this.time;
  }
}
