import type { JsonValue } from "@sessionary/core";
import type { Action } from "../request/action.ts";
import type { ZyteCookie } from "../request/cookie.ts";
import type { NetworkCaptureFilter } from "../request/network-capture.ts";
import type { ZyteSession } from "../request/session-fields.ts";
import type { ZyteHeader } from "../request/zyte-request.ts";
import type { ExtractionResponse } from "./extracted/extraction-response.ts";

/** What became of one action. A failed one is no error of the request. */
export interface ActionResult {
  readonly action: Action["action"];
  /** Seconds. */
  readonly elapsedTime: number;
  /**
   * `continued`: it failed and the next ones ran; `returned`: it failed and ended the sequence; `notExecuted`: an earlier one ended it.
   */
  readonly status: "success" | "continued" | "returned" | "notExecuted";
  readonly error?: string;
  readonly interactionLogs?: readonly {
    readonly time: string;
    readonly level: string;
    readonly message: string;
  }[];
}

/** A request of the page itself, with its response. */
export interface NetworkCapture {
  readonly url: string;
  readonly statusCode: number;
  readonly headers: { readonly [name: string]: string };
  /** The filter that it matched. */
  readonly filter: NetworkCaptureFilter;
  readonly request: {
    readonly url: string;
    readonly method: string;
    readonly headers: { readonly [name: string]: string };
    readonly body?: string;
  };
  readonly interceptionStatus: { readonly status: "success" | "error"; readonly error?: string };
  /** Base64. See `decodeBase64`. */
  readonly httpResponseBody?: string;
}

/** The fields of a response, as the service sends them. A field is there only if it was asked for. */
export interface ZyteResponseFields extends ExtractionResponse {
  /** The final URL. */
  readonly url: string;
  /** The status of the site's answer, after redirects. A 404 of the site is a good response of Zyte API. */
  readonly statusCode?: number;
  /** Base64 of at most 10 MB. {@link ZyteResponse.bodyBytes} and {@link ZyteResponse.bodyText} are what is in it. */
  readonly httpResponseBody?: string;
  /** In order, several of one name possible; `Content-Encoding` is of no use, since the body is decoded. */
  readonly httpResponseHeaders?: readonly ZyteHeader[];
  /** At most 10 MB. */
  readonly browserHtml?: string;
  /** Base64. {@link ZyteResponse.screenshotBytes} is what is in it. */
  readonly screenshot?: string;
  readonly session?: ZyteSession;
  /** In the order of the request's. */
  readonly actions?: readonly ActionResult[];
  readonly networkCapture?: readonly NetworkCapture[];
  readonly responseCookies?: readonly ZyteCookie[];
  readonly echoData?: JsonValue;
  readonly jobId?: string;
}

/** A response: its fields, which are what `JSON.stringify` and a spread see of it, and what is derived from them when asked for. */
export interface ZyteResponse extends ZyteResponseFields {
  /** `httpResponseBody`, decoded when first asked for. */
  readonly bodyBytes: Uint8Array | undefined;
  /** `httpResponseBody` as text, in the charset its headers name (if they were asked for), else UTF-8. */
  readonly bodyText: string | undefined;
  /** `screenshot`, decoded when first asked for. */
  readonly screenshotBytes: Uint8Array | undefined;
  /** What Zyte's support asks for. */
  readonly requestId: string | undefined;
}
