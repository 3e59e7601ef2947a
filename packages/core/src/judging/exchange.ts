import type { Session } from "../session/session.ts";
import type { JsonValue, MaybePromise } from "../types.ts";
import type { Judgement } from "./verdict.ts";

/** `"init"` while a session is being built, `"use"` afterwards. */
export type Phase = "init" | "use";

/** The same small view of any client's response. The body is read once, only if asked for, and still reaches the caller. */
export interface Reading {
  /** HTTP status, or 0 where there is none. */
  readonly status: number;
  /** The URL that answered, after redirects; empty where there is none. */
  readonly url: string;
  readonly headers: ReadingHeaders;
  text(): Promise<string>;
  /** @throws what `JSON.parse` throws on a body that is not JSON */
  json(): Promise<unknown>;
}

/** Case-insensitive look-up of response headers. */
export interface ReadingHeaders {
  get(name: string): string | null;
}

/** One request with its response, sent through one session, for a checker to judge. */
export interface Exchange<Response = unknown, Request = unknown, State = unknown> {
  readonly phase: Phase;
  readonly request: Request;
  readonly response: Response;
  /** In the `init` phase: the session being built, with the state it has so far. */
  readonly session: Session<State>;
  readonly variant: JsonValue | undefined;
  readonly reading: Reading;
}

/** Judges an exchange that no `classify` has judged. */
export type Checker<Request = unknown, Response = unknown, State = unknown> = (
  exchange: Exchange<Response, Request, State>,
) => MaybePromise<Judgement>;

/** How one request ended: with a response, or with an error. */
export type Outcome<Response = unknown, Request = unknown, State = unknown> = {
  readonly phase: Phase;
  readonly request: Request;
  readonly session: Session<State>;
  readonly variant: JsonValue | undefined;
} & (
  | { readonly response: Response; readonly reading: Reading; readonly error?: undefined }
  | { readonly error: unknown; readonly response?: undefined; readonly reading?: undefined }
);

/** Judges any outcome before checkers do; `undefined` leaves it to the next in line. */
export type Classifier<Request = unknown, Response = unknown, State = unknown> = (
  outcome: Outcome<Response, Request, State>,
) => MaybePromise<Judgement | undefined>;

/** How exchanges are judged. */
export interface JudgingOptions<State = unknown, Request = unknown, Response = unknown> {
  /** Judges every outcome, response or error, before anybody else; `undefined` passes it on. */
  readonly classify?: Classifier<Request, Response, State>;
  /** Judges responses that are `ok` so far: is this session still good? */
  readonly check?: Checker<Request, Response, State>;
}
