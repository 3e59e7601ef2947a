import type { InitContext } from "@sessionary/core";
import type { AxiosResponse, InternalAxiosRequestConfig } from "axios";

type Send = InitContext<unknown, InternalAxiosRequestConfig, AxiosResponse>["send"];

/**
 * What a request of an `init` has as its `session`: the way through the one being built. (An instance of a class, since axios copies
 * objects that are none when it merges configs.)
 */
export class InitSending {
  readonly #send: Send;
  /** The last response, before interceptors had a look at it. */
  response: AxiosResponse | undefined;

  constructor(send: Send) {
    this.#send = send;
  }

  async send(config: InternalAxiosRequestConfig): Promise<AxiosResponse> {
    this.response = await this.#send(config);
    return this.response;
  }
}
