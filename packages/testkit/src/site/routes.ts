import type { Route } from "./page.ts";
import { challengeAnswerRoute, challengeRoute } from "./pages/challenge.ts";
import { homeRoute } from "./pages/home.ts";
import {
  cookiesRoute,
  downRoute,
  echoRoute,
  redirectRoute,
  setCookiesRoute,
  slowRoute,
  statusRoute,
  streamRoute,
} from "./pages/instruments.ts";
import { linksRoute } from "./pages/links.ts";
import { locationApiRoute, locationRoute } from "./pages/location.ts";
import { loginRoute } from "./pages/login.ts";
import { productRoute } from "./pages/product.ts";

/** All pages, the ones asked for most often first. */
const ROUTES: readonly Route[] = [
  productRoute,
  homeRoute,
  locationRoute,
  locationApiRoute,
  linksRoute,
  echoRoute,
  cookiesRoute,
  setCookiesRoute,
  redirectRoute,
  statusRoute,
  slowRoute,
  streamRoute,
  downRoute,
  loginRoute,
  challengeRoute,
  challengeAnswerRoute,
];

/** A route with the groups of its pattern. */
export interface FoundRoute {
  readonly route: Route;
  readonly match: readonly string[];
}

/** The page at a path. */
export function findRoute(path: string): FoundRoute | undefined {
  for (const route of ROUTES) {
    const found = route.pattern.exec(path);
    if (found) return { route, match: found.slice(1) };
  }
  return undefined;
}
