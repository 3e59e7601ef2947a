export type { FetchSessions } from "./fetch-sessions.ts";
export { createSessionFetch, type SessionFetch } from "./create-session-fetch.ts";
export type { FetchState } from "./fetch-state.ts";
export type { FetchInit, FetchInitContext, FetchPrepare } from "./hooks.ts";
export type {
  FetchProfile,
  FetchRequestOptions,
  SessionFetchOptions,
  SessionHeadersContext,
  SessionRequestInit,
  WireOptions,
} from "./options.ts";
export type {
  FetchBody,
  FetchInput,
  RequestSpec,
  SessionRequest,
} from "./request/session-request.ts";
export { ProxyError } from "@sessionary/identity";
export type { Connection, ConnectionOptions, Transport } from "./transport/transport.ts";
