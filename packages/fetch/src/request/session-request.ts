/** What the global fetch takes first. */
export type FetchInput = string | URL | Request;

/** What the global fetch takes as a body. */
export type FetchBody = NonNullable<RequestInit["body"]>;

/**
 * A request as one object: a URL and whatever the second argument of fetch may hold.
 *
 * @example
 * ```ts
 * import type { RequestSpec } from "@sessionary/fetch";
 *
 * const login: RequestSpec = {
 *   url: "https://shop.example/login",
 *   method: "POST",
 *   body: new URLSearchParams({ user: "me", password: "secret" }),
 * };
 * ```
 */
export interface RequestSpec extends Readonly<RequestInit> {
  /** Relative to the URL of the request that the session is built for, where there is one. */
  readonly url: string | URL;
}

/**
 * A request as hooks see it: `classify`, `check`, `prepare`, `poolName`, profiles. What fetch was called with, in one form;
 * other members of the {@link RequestInit} are kept as they are.
 */
export interface SessionRequest extends Readonly<RequestInit> {
  /** Absolute, normalised, with its fragment. */
  readonly url: string;
  /** In capitals where HTTP knows the method. */
  readonly method: string;
  /** What the caller gave, by lower-case name, without the session's own headers and cookies. */
  readonly headers: Readonly<Record<string, string>>;
  /** Its own copy where the caller could still change it; a Request's body as bytes. */
  readonly body: FetchBody | null;
  readonly redirect: "follow" | "error" | "manual";
  /** `"omit"` sends and stores no cookie of the session. */
  readonly credentials: "omit" | "same-origin" | "include";
  /** The caller's signals in one; `null` without. */
  readonly signal: AbortSignal | null;
}
