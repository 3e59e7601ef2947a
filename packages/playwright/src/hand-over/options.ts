import { aBoolean, anObjectWith, expectOptions, type OptionRules } from "@sessionary/core";
import type { BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { checkContextOptions } from "../identity/context-options.ts";

/** How a session is taken into a browser, and what comes back beside its cookies and localStorage. */
export interface HandOverOptions {
  /**
   * Further options of the context: a viewport, a time zone. Its proxy, cookies and storage are the session's and refused here. A
   * `userAgent` or `locale` goes into the session's headers, so that both sides send the same.
   *
   * @default {}
   */
  readonly context?: BrowserContextOptions | undefined;
  /**
   * IndexedDB comes back too.
   *
   * @default false
   */
  readonly indexedDB?: boolean | undefined;
  /**
   * sessionStorage comes back too, of pages that are open at the end.
   *
   * @default false
   */
  readonly sessionStorage?: boolean | undefined;
}

/** {@link HandOverOptions} of one task. */
export interface WithIdentityOptions extends HandOverOptions {
  /** Closes the context at once; the task's result is not waited for. */
  readonly signal?: AbortSignal | undefined;
}

/** A session in a browser. */
export interface BrowserVisit {
  /** A page of the context; open more with `context.newPage()`. */
  readonly page: Page;
  /** The context with the session's proxy, user agent, headers, cookies and storage. It is closed for you. */
  readonly context: BrowserContext;
}

const handOverRules: OptionRules<HandOverOptions> = {
  context: (value, subject) => {
    checkContextOptions(value as BrowserContextOptions, subject);
    return undefined;
  },
  indexedDB: aBoolean,
  sessionStorage: aBoolean,
};

const withIdentityRules: OptionRules<WithIdentityOptions> = {
  ...handOverRules,
  signal: anObjectWith("addEventListener"),
};

/** @throws `ERR_INVALID_OPTION` */
export function checkHandOverOptions(options: HandOverOptions, subject: string): void {
  expectOptions(subject, options, handOverRules);
}

/** @throws `ERR_INVALID_OPTION` */
export function checkWithIdentityOptions(options: WithIdentityOptions, subject: string): void {
  expectOptions(subject, options, withIdentityRules);
}
