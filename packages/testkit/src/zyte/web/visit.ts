import { originOf, type Hosts } from "./hosts.ts";
import type { RequestCookies } from "./request-cookies.ts";
import type { Wire, WireResponse } from "./wire.ts";

/** Whose visit it is: what stays the same from hop to hop. */
export interface Visitor {
  readonly wire: Pick<Wire, "send">;
  readonly hosts: Hosts;
  readonly cookies: RequestCookies;
  readonly address: string | undefined;
}

/** What to visit. */
export interface Destination {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer | undefined;
  readonly followRedirect: boolean;
}

/** One request of a visit, with its answer. */
export interface Hop {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
  readonly response: WireResponse;
}

/** Why a visit came to nothing. */
export type VisitFailure = "domain-unreachable" | "download-failed";

const MAX_HOPS = 20;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Visits a URL and where it redirects to. */
export async function visit(
  destination: Destination,
  visitor: Visitor,
): Promise<readonly [Hop, ...Hop[]] | VisitFailure> {
  const hops: Hop[] = [];
  let { url, method, headers, body } = destination;
  for (;;) {
    const hop = await take({ url, method, headers, body }, visitor);
    if (typeof hop === "string") return hop;
    hops.push(hop);
    const next = destination.followRedirect ? redirectOf(hop) : undefined;
    if (!next) return hops as [Hop, ...Hop[]];
    if (hops.length > MAX_HOPS) return "download-failed";
    if (next.becomesGet) {
      method = method === "HEAD" ? method : "GET";
      body = undefined;
      headers = withoutBody(headers);
    }
    url = next.url;
  }
}

async function take(
  { url, method, headers: given, body }: Omit<Hop, "response">,
  { wire, hosts, cookies, address }: Visitor,
): Promise<Hop | VisitFailure> {
  if (!/^https?:$/.test(url.protocol)) return "download-failed";
  const origin = originOf(hosts, url);
  if (origin === undefined) return "domain-unreachable";
  const cookie = cookies.headerFor(url);
  const headers = cookie === undefined ? given : { ...given, cookie };
  try {
    const response = await wire.send({ url, origin, method, headers, body, address });
    cookies.take(url, valuesOf(response, "set-cookie"));
    return { url, method, headers, body, response };
  } catch {
    // Refused, reset or cut in the middle: the caller says so by a problem type.
    return "download-failed";
  }
}

/** All values of a header. */
export function valuesOf({ headers }: WireResponse, name: string): readonly string[] {
  return headers.filter(([own]) => own.toLowerCase() === name).map(([, value]) => value);
}

function redirectOf({ url, method, response }: Hop): { url: URL; becomesGet: boolean } | undefined {
  const [location] = valuesOf(response, "location");
  if (location === undefined || !REDIRECTS.has(response.status)) return undefined;
  if (!URL.canParse(location, url)) return undefined;
  const next = new URL(location, url);
  if (!next.hash) next.hash = url.hash;
  const { status } = response;
  const becomesGet = status === 303 || (status <= 302 && method === "POST");
  return { url: next, becomesGet };
}

function withoutBody(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !/^content-/i.test(name)));
}
