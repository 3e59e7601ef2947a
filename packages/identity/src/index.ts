export type { CookiePartition, CookieRecord, SameSite } from "./cookies/cookie.ts";
export { CookieJar, type CookieJarOptions } from "./cookies/cookie-jar.ts";
export type { CookieOutcome, CookieRefusal } from "./cookies/outcome.ts";
export { IdentityError } from "./errors.ts";
export type { IdentityHeaders } from "./identity/headers.ts";
export {
  createIdentityMaker,
  type IdentityContext,
  type IdentityMaker,
  type IdentityMakerSettings,
  type IdentitySourceOptions,
} from "./identity/identity-maker.ts";
export {
  createHttpIdentity,
  type HttpIdentity,
  type HttpIdentityOptions,
} from "./identity/http-identity.ts";
export { parseProxy } from "./proxy/parse-proxy.ts";
export {
  createProxyChooser,
  type ProxyChooser,
  type ProxyChooserOptions,
  type ProxyContext,
  type ProxyFunction,
  type ProxySource,
  type WeightedProxy,
} from "./proxy/proxy-chooser.ts";
export { isProxyFailure, ProxyError } from "./proxy/proxy-error.ts";
export type { ProxyProtocol, ProxyServer } from "./proxy/proxy-server.ts";
export { redactProxy } from "./proxy/redact-proxy.ts";
export type { Redacted } from "./redacted.ts";
export { judgeStatus, type StatusJudgement, type StatusLike } from "./status/judge-status.ts";
export type {
  StorageState,
  StorageStateCookie,
  StorageStateOrigin,
} from "./storage-state/storage-state.ts";
export {
  createIdentityCodec,
  identityCodec,
  type IdentityCodec,
  type IdentityCodecOptions,
} from "./identity/identity-codec.ts";
export type { JsonValue } from "./json.ts";
export {
  fromStorageState,
  type FromStorageStateOptions,
  type RefusedCookie,
} from "./storage-state/from-storage-state.ts";
export { toStorageState } from "./storage-state/to-storage-state.ts";
