import { errorMonitor } from "node:events";
import { Readable } from "node:stream";
import { inspect } from "node:util";
import type { Session } from "@sessionary/core";
import type { HttpIdentity } from "@sessionary/identity";
import {
  AxiosError,
  AxiosHeaders,
  CanceledError,
  isAxiosError,
  isCancel,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from "axios";

/** What an error of axios knows of the request: the caller's data and headers, the site's cookies. */
const PARTICULARS = ["config", "response"] as const;

/**
 * The error of an attempt, which may end up in a list of attempts: it knows its session and the caller's own config, as any error of axios, but
 * does not show them where it is printed or made JSON of. The config that was sent, with the session's cookies, is gone from it.
 */
export function failedAttempt(
  error: unknown,
  config: InternalAxiosRequestConfig,
  session: Session<HttpIdentity>,
): unknown {
  if (!isAxiosError(error)) return error;
  error.config = config;
  error.session = session;
  conceal(error);
  if (error.response !== undefined) {
    error.response.config = config;
    error.response.session = session;
    concealResponse(error.response);
  }
  for (const key of PARTICULARS) show(error, key, false);
  const { name, message, code, status } = error;
  const value = (): object => ({ name, message, code, status });
  return Object.defineProperty(error, "toJSON", { value, configurable: true });
}

/** The same as the caller gets it, whose own the config is: like any error of axios. */
export function asCallersOwn(error: unknown): unknown {
  if (!isAxiosError(error) || !Object.hasOwn(error, "toJSON")) return error;
  Reflect.deleteProperty(error, "toJSON");
  for (const key of PARTICULARS) show(error, key, true);
  return error;
}

/** What axios rejects with for a status that `validateStatus` does not like. */
export function statusError(
  response: AxiosResponse,
  config: InternalAxiosRequestConfig,
): AxiosError {
  const { status, request, session } = response;
  const { ERR_BAD_REQUEST, ERR_BAD_RESPONSE } = AxiosError;
  const code = status >= 400 && status < 500 ? ERR_BAD_REQUEST : ERR_BAD_RESPONSE;
  const message = `Request failed with status code ${status}`;
  const error = new AxiosError(message, code, config, request, response);
  error.session = session;
  conceal(error);
  concealResponse(response);
  return error;
}

/** What axios rejects with when the caller gives up; its `cause` is the reason of the signal. */
export function canceledError(reason: unknown, config: InternalAxiosRequestConfig): Error {
  // A `cancelToken` brings its own.
  if (isCancel(reason) && reason instanceof Error) return reason;
  const error = new CanceledError(undefined, config);
  return Object.defineProperty(error, "cause", {
    value: reason,
    enumerable: false,
    configurable: true,
    writable: true,
  });
}

/** What a body that was handed over as a stream tells of the session: nothing where it is printed, nor where it fails. */
export function concealStream({ data, config, session }: AxiosResponse): void {
  if (!(data instanceof Readable) || session === undefined) return;
  data.on(errorMonitor, (error) => void asCallersOwn(failedAttempt(error, config, session)));
  Object.defineProperty(data, inspect.custom, { value: () => "[stream]", configurable: true });
}

function concealResponse(response: AxiosResponse): void {
  conceal(response);
  const headers = AxiosHeaders.from(response.headers as AxiosHeaders);
  response.headers = headers;
  const value = (): object => {
    const fields = Object.entries(headers);
    return Object.fromEntries(fields.map(([name, field]) => [name, shownField(name, field)]));
  };
  Object.defineProperty(headers, inspect.custom, { value, configurable: true });
}

function shownField(name: string, field: unknown): unknown {
  return name.toLowerCase() === "set-cookie" ? "[hidden]" : field;
}

/**
 * Still there for who asks for it, and not shown by `console.log`: a request holds the session's cookies, and the credentials of
 * its proxy.
 */
function conceal(holder: { request?: unknown }): void {
  if (!Object.hasOwn(holder, "request")) return;
  const { request } = holder;
  const get = (): unknown => request;
  Object.defineProperty(holder, "request", { get, enumerable: false, configurable: true });
}

function show(error: AxiosError, key: (typeof PARTICULARS)[number], enumerable: boolean): void {
  const own = Object.getOwnPropertyDescriptor(error, key);
  if (own !== undefined) Object.defineProperty(error, key, { ...own, enumerable });
}
