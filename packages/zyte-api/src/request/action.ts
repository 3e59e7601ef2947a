import type { JsonValue } from "@sessionary/core";
import type { Address } from "./address.ts";

/** What an action looks for in the page. */
export interface Selector {
  readonly type: "css" | "xpath";
  /** 1 to 500 characters. */
  readonly value: string;
  /** @default "visible" */
  readonly state?: "visible" | "hidden" | "attached";
}

/** What a failing action does to those after it: `"return"` stops the sequence. */
export interface OnError {
  /** @default "return" */
  readonly onError?: "return" | "continue";
}

/** When a navigation counts as over. */
export type WaitUntil = "load" | "networkidle0" | "domcontentloaded";

/** How long an action waits for a page to load. */
export interface NavigationOptions {
  /** @default "load" */
  readonly waitUntil?: WaitUntil;
  /** Seconds, an integer >= 0; 0 for no limit. @default 30 */
  readonly timeout?: number;
}

/** How the URL pattern of a wait is compared. */
export type UrlMatching = "contains" | "exact" | "startsWith" | "endsWith";

/** Clicks on an element. */
export interface ClickAction extends OnError {
  readonly action: "click";
  readonly selector: Selector;
  /** @default "left" */
  readonly button?: "left" | "right" | "middle";
  /** Seconds between press and release, 0 to 3. @default 0 */
  readonly delay?: number;
  /** Seconds to wait for a navigation that the click begins, 0 to 20. @default 0 */
  readonly waitForNavigationTimeout?: number;
}

/** Clicks twice on an element, hides it, or moves the pointer over it. */
export interface ElementAction extends OnError {
  readonly action: "doubleClick" | "hide" | "hover";
  readonly selector: Selector;
}

/** Runs JavaScript in the page. */
export interface EvaluateAction extends OnError {
  readonly action: "evaluate";
  /** At most 6,000 characters. */
  readonly source: string;
}

/** Opens another URL. */
export interface GotoAction extends OnError {
  readonly action: "goto";
  readonly url: string;
  readonly options?: NavigationOptions;
}

/** Loads the page again. */
export interface ReloadAction extends OnError {
  readonly action: "reload";
  readonly options?: NavigationOptions;
}

/** Runs a script that was made in Zyte's IDE. */
export interface InteractionAction extends OnError {
  readonly action: "interaction";
  readonly id: string;
  readonly args?: { readonly [name: string]: JsonValue };
}

/** Presses a key. */
export interface KeyPressAction extends OnError {
  readonly action: "keyPress";
  /** The name of a key, at most 14 characters. */
  readonly key: string;
}

/** Scrolls down until nothing more is loaded. */
export interface ScrollBottomAction extends OnError {
  readonly action: "scrollBottom";
  /** Seconds, 0 to 30. @default 15 */
  readonly timeout?: number;
  /** Seconds to wait for more after each scroll, 0.5 to 10. @default 5 */
  readonly maxScrollDelay?: number;
  /** Pixels. */
  readonly maxPageHeight?: number;
  readonly maxScrollCount?: number;
  /** Pixels, >= 0; 0 for the whole page. @default 0 */
  readonly scrollStep?: number;
}

/** Scrolls to a position, or to an element. */
export type ScrollToAction = OnError & { readonly action: "scrollTo" } & (
    | { readonly top: number; readonly left?: number; readonly selector?: never }
    | { readonly selector: Selector; readonly top?: never; readonly left?: never }
  );

/** Types a keyword into the page's search box and submits it. */
export interface SearchKeywordAction extends OnError {
  readonly action: "searchKeyword";
  readonly keyword: string;
}

/** Chooses options of a `<select>`. */
export interface SelectAction extends OnError {
  readonly action: "select";
  readonly selector: Selector;
  readonly values: readonly string[];
}

/** Tells the site where the visitor is; not every site is supported. */
export interface SetLocationAction extends OnError {
  readonly action: "setLocation";
  readonly address?: Address;
}

/** Types text into an element. */
export interface TypeAction extends OnError {
  readonly action: "type";
  readonly selector: Selector;
  readonly text: string;
  /** Seconds between keys, >= 0. @default 0 */
  readonly delay?: number;
}

/** Waits for a navigation; as the first action, for that to the page itself. */
export interface WaitForNavigationAction extends OnError {
  readonly action: "waitForNavigation";
  /** Seconds, 31 to 45. @default 31 */
  readonly timeout?: number;
  /** @default "load" */
  readonly waitUntil?: WaitUntil;
}

/** Waits until the page has sent such a request, or received such a response. */
export interface WaitForTrafficAction extends OnError {
  readonly action: "waitForRequest" | "waitForResponse";
  readonly urlPattern: string;
  /** @default "contains" */
  readonly urlMatchingOptions?: UrlMatching;
  /** Seconds, 0 to 15. @default 5 */
  readonly timeout?: number;
}

/** Waits for an element. */
export interface WaitForSelectorAction extends OnError {
  readonly action: "waitForSelector";
  readonly selector: Selector;
  /** Seconds, 0 to 15. @default 5 */
  readonly timeout?: number;
}

/** Waits. */
export interface WaitForTimeoutAction extends OnError {
  readonly action: "waitForTimeout";
  /** Seconds, 0 to 15. @default 5 */
  readonly timeout?: number;
}

/** One step in the browser, before the page is captured. */
export type Action =
  | ClickAction
  | ElementAction
  | EvaluateAction
  | GotoAction
  | ReloadAction
  | InteractionAction
  | KeyPressAction
  | ScrollBottomAction
  | ScrollToAction
  | SearchKeywordAction
  | SelectAction
  | SetLocationAction
  | TypeAction
  | WaitForNavigationAction
  | WaitForTrafficAction
  | WaitForSelectorAction
  | WaitForTimeoutAction;
