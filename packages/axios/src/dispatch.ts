import type { SessionClient } from "@sessionary/core";
import type { AxiosAdapter, AxiosResponse, InternalAxiosRequestConfig } from "axios";
import type { AxiosSessionAdapter } from "./adapter.ts";
import type { AxiosState } from "./axios-state.ts";
import { asCallersOwn, canceledError, statusError } from "./failed.ts";
import { InitSending } from "./init-sending.ts";
import { isHttp, requestUrl } from "./request-url.ts";
import { callerSignal } from "./signals.ts";

/** The adapter that axios calls: one logical request, whatever attempts it takes. */
export function createDispatch<State extends AxiosState>(
  client: Pick<SessionClient<State, InternalAxiosRequestConfig, AxiosResponse>, "send">,
  adapter: AxiosSessionAdapter<State>,
  send: AxiosAdapter,
): AxiosAdapter {
  return async (config) => {
    const session: unknown = config.session;
    // No site, no session.
    if (!(session instanceof InitSending) && !isHttp(requestUrl(config))) return send(config);
    const caller = callerSignal(config);
    try {
      return finish(await exchange(config, session, caller?.signal), config);
    } catch (error) {
      const isOwn = caller?.signal.aborted === true && error === caller.signal.reason;
      throw isOwn ? canceledError(error, config) : asCallersOwn(error);
    } finally {
      caller?.release();
    }
  };

  function exchange(
    config: InternalAxiosRequestConfig,
    session: unknown,
    signal: AbortSignal | undefined,
  ): Promise<AxiosResponse> {
    if (session instanceof InitSending) return session.send(config);
    const options = config.session;
    // What is no object is for the client to refuse.
    const isWrong = options !== undefined && (typeof options !== "object" || options === null);
    if (signal === undefined || isWrong) return client.send(config, options);
    return client.send(config, { ...options, signal });
  }

  /** What axios does with a response last of all. */
  function finish(response: AxiosResponse, config: InternalAxiosRequestConfig): AxiosResponse {
    // Without a session axios has done it.
    if (response.session === undefined) return response;
    adapter.handOver(response, config);
    const { validateStatus } = config;
    if (!validateStatus || validateStatus(response.status)) return response;
    throw statusError(response, config);
  }
}
