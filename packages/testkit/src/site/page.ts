import type { Exchange } from "./exchange.ts";
import type { Holds } from "./holds.ts";
import type { SiteSettings } from "./resolve-options.ts";
import type { SiteSession } from "./session.ts";

/** What pages know of the site. */
export interface SiteContext {
  readonly settings: SiteSettings;
  readonly holds: Holds;
}

/** What became of the request, if the page did not do what it is for. */
export type PageResult = "refused" | "down" | undefined;

/** Answers an exchange. `match` are the groups of the route's pattern. */
export type Page = (exchange: Exchange, site: SiteContext, match: readonly string[]) => PageResult;

/** A page of the shop, which always has a session. */
export type ShopPage = (
  exchange: Exchange,
  session: SiteSession,
  site: SiteContext,
  match: readonly string[],
) => PageResult;

/** Where a page is found, and what it does to visitors without a session. */
export type Route = {
  readonly methods: readonly string[];
  /** Matches the whole path. */
  readonly pattern: RegExp;
} & (
  | {
      /** `opens`: begins a session always; `wants`: only where the option `entry` allows it. */
      readonly session: "opens" | "wants";
      readonly page: ShopPage;
    }
  | { readonly session: "ignores"; readonly page: Page }
);

/** The visitor part of a shop page. */
export function visitorOf(session: SiteSession): {
  readonly zip: string;
  readonly variant: string;
} {
  return { zip: session.shownLocation, variant: session.fate.variant };
}
