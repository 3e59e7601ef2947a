import type { Browser, Response, Route } from "playwright-core";
import type {
  AdapterHarness,
  HarnessRequest,
  HarnessResponse,
} from "@sessionary/testkit/conformance";
import {
  createBrowserSessions,
  type BrowserRequest,
  type BrowserResponse,
  type BrowserSessionsOptions,
  type PageTaskContext,
} from "../../src/index.ts";

/** What the suite has to know of browser sessions. */
export function createHarness(
  launch: () => Promise<Browser>,
  options: Pick<BrowserSessionsOptions, "pages">,
): AdapterHarness<BrowserRequest, BrowserResponse> {
  let launched: Promise<Browser> | undefined;
  return {
    request: (request) => ({
      kind: "page",
      url: request.url,
      task: (context) => visit(context, request),
    }),
    text: ({ result }) => (result as HarnessResponse).text,
    create: async (given) => {
      launched ??= launch();
      const browser = createBrowserSessions(await launched, {
        ...options,
        ...(given as BrowserSessionsOptions),
      });
      return {
        sessions: browser.sessions,
        send: ({ session, signal, ...request }) =>
          browser.withPage((context) => visit(context, request), {
            ...session,
            ...(signal === undefined ? {} : { signal }),
            url: request.url,
          }),
      };
    },
    close: async () => (await launched)?.close(),
  };
}

/** Goes to a page; what a browser's address bar cannot do, a route makes of it. */
async function visit({ page }: PageTaskContext, request: HarnessRequest): Promise<HarnessResponse> {
  const { url, method, headers, body } = request;
  // As a side effect it keeps the browser from answering from its cache, and from waiting for an equal request.
  await page.route(url, async (route) =>
    route.continue(await overrides(route, { url, method, headers, body } as HarnessRequest)),
  );
  let last: Response | undefined;
  const follow = (response: Response): void => {
    if (response.request().isNavigationRequest()) last = response;
  };
  page.on("response", follow);
  const response = await page.goto(url).catch((error: unknown) => {
    if (last?.status() !== 204) throw error; // a page stays where it is when it is given nothing
    return last;
  });
  page.off("response", follow);
  if (response === null) throw new Error(`${url} is no document`);
  const text = response.status() === 204 ? "" : await response.text();
  return { status: response.status(), url: response.url(), text };
}

async function overrides(
  route: Route,
  { method, headers, body }: HarnessRequest,
): Promise<Parameters<Route["continue"]>[0]> {
  if (method === undefined && headers === undefined && body === undefined) return {};
  const wire = new Request("http://127.0.0.1/", {
    method: "POST",
    body: body ?? null,
    duplex: "half",
  } as RequestInit);
  const sent = body === undefined ? {} : { postData: Buffer.from(await wire.arrayBuffer()) };
  const type = body === undefined ? null : wire.headers.get("content-type");
  return {
    ...(method === undefined ? {} : { method }),
    ...sent,
    headers: {
      ...(await route.request().allHeaders()),
      ...(type === null ? {} : { "content-type": type }),
      ...headers,
    },
  };
}
