import type { Checker } from "@sessionary/core";
import { bodyIncludes } from "@sessionary/core";
import type { HttpIdentity } from "@sessionary/identity";
import {
  BasicCrawler,
  CheerioCrawler,
  type GotScrapingHttpClient,
  HttpCrawler,
  JSDOMCrawler,
  PlaywrightCrawler,
  type CheerioCrawlingContext,
  type PlaywrightCrawlingContext,
  type Request,
  type Session,
} from "crawlee";
import { describe, expectTypeOf, it } from "vitest";
import {
  createCrawleePool,
  withSessionPool,
  type CrawleePool,
  type CrawleeRequest,
  type HttpClient,
  type LoanedSession,
  type SessionLoans,
} from "../src/index.ts";
import type { LeasedSession } from "../src/session/leased-session.ts";

/** Crawlee 4's, as far as it is decided. */
interface ISession {
  readonly id: string;
  readonly cookieJar: {
    getCookieString(url: string): Promise<string>;
    setCookie(cookie: string, url: string): Promise<unknown>;
  };
  readonly proxyInfo?: { readonly url: string } | undefined;
  readonly fingerprint?: unknown;
  isUsable(): boolean;
  markGood(): void;
  markBad(): void;
  retire(): void;
}
interface ISessionPool {
  getSession(id?: string): Promise<ISession | undefined>;
}

describe("types", () => {
  it("a class made of each crawler takes its options, a pool, and is that crawler", () => {
    const Cheerio = withSessionPool(CheerioCrawler);
    type Options = ConstructorParameters<typeof Cheerio>[0];
    expectTypeOf<Options["sessionPool"]>().toEqualTypeOf<CrawleePool>();
    expectTypeOf<Options["maxRequestRetries"]>().toEqualTypeOf<number | undefined>();
    expectTypeOf<Options>().not.toHaveProperty("sessionPoolOptions");
    expectTypeOf<Options>().not.toHaveProperty("proxyConfiguration");
    expectTypeOf<InstanceType<typeof Cheerio>>().toEqualTypeOf<CheerioCrawler>();
    for (const each of [BasicCrawler, HttpCrawler, JSDOMCrawler, PlaywrightCrawler])
      expectTypeOf(withSessionPool<typeof each>).toBeFunction();
  });

  it("handlers get the context of their crawler", () => {
    type OptionsOf<Class extends abstract new (...args: never[]) => unknown> = NonNullable<
      ConstructorParameters<Class>[0]
    >;
    type Cheerio = ReturnType<typeof withSessionPool<typeof CheerioCrawler>>;
    type Handler = NonNullable<OptionsOf<Cheerio>["requestHandler"]>;
    expectTypeOf<Parameters<Handler>[0]["$"]>().not.toBeAny();
    expectTypeOf<Parameters<Handler>[0]["session"]>().toEqualTypeOf<Session | undefined>();
  });

  it("what handlers get for a session has what they know", () => {
    type Known = Pick<
      Session,
      | "id"
      | "isUsable"
      | "isBlocked"
      | "isExpired"
      | "isMaxUsageCountReached"
      | "markGood"
      | "markBad"
      | "retire"
      | "errorScore"
      | "usageCount"
      | "createdAt"
      | "retireOnBlockedStatusCodes"
      | "setCookiesFromResponse"
      | "setCookies"
      | "getCookies"
      | "getCookieString"
      | "setCookie"
      | "userData"
    >;
    expectTypeOf<LeasedSession>().toExtend<Known>();
    expectTypeOf<LeasedSession>().toHaveProperty("cookieJar");
  });

  it("a pool fits the session pool of Crawlee 4", () => {
    expectTypeOf<LoanedSession>().toExtend<ISession>();
    expectTypeOf<SessionLoans>().toExtend<ISessionPool>();
  });

  it("Crawlee's requests and clients fit", () => {
    expectTypeOf<Request>().toExtend<CrawleeRequest>();
    expectTypeOf<GotScrapingHttpClient>().toExtend<HttpClient>();
  });

  it("portable checkers fit, and checkers know the context they ask for", () => {
    createCrawleePool({ check: bodyIncludes("04662") satisfies Checker });
    createCrawleePool<object, CheerioCrawlingContext>({
      check: ({ context, page }) => {
        expectTypeOf(context).toEqualTypeOf<CheerioCrawlingContext | undefined>();
        expectTypeOf(page).toBeUnknown();
        return true;
      },
    });
    createCrawleePool<object, PlaywrightCrawlingContext>({
      check: ({ page }) => {
        expectTypeOf(page).toEqualTypeOf<PlaywrightCrawlingContext["page"] | undefined>();
        return true;
      },
    });
  });

  it("what init returns is the state's", () => {
    const pool = createCrawleePool({ init: () => ({ token: "a" }) });
    const state = pool.sessions.pool("a")?.get("b")?.state;
    expectTypeOf(pool).toExtend<CrawleePool>();
    expectTypeOf(state?.token).toEqualTypeOf<string | undefined>();
    expectTypeOf(state?.cookies).toEqualTypeOf<HttpIdentity["cookies"] | undefined>();
  });
});
