import type { JsonValue } from "@sessionary/core";
import type { Action } from "./action.ts";
import type { ZyteCookie } from "./cookie.ts";
import type { ExtractionRequest } from "./extraction.ts";
import type { NetworkCaptureFilter } from "./network-capture.ts";
import type { SessionFields } from "./session-fields.ts";

/** The methods that `httpResponseBody` can use. */
export type ZyteMethod = "GET" | "POST" | "PUT" | "DELETE" | "OPTIONS" | "TRACE" | "PATCH" | "HEAD";

/** A header of a request or a response. */
export interface ZyteHeader {
  readonly name: string;
  readonly value: string;
}

/** What is asked for: at least one of these, or an extraction type. */
export interface OutputFields {
  /** The body as the site sent it; not with what needs a browser. @default false */
  readonly httpResponseBody?: boolean;
  /** The headers of the response; not with `serp`. @default false */
  readonly httpResponseHeaders?: boolean;
  /** The page as a browser shows it, after the actions. @default false */
  readonly browserHtml?: boolean;
  /** @default false */
  readonly screenshot?: boolean;
  readonly screenshotOptions?: {
    /** @default "jpeg" */
    readonly format?: "jpeg" | "png";
    /** JPEG only. @default false */
    readonly fullPage?: boolean;
  };
  /** The final cookies, as `responseCookies`. @default false */
  readonly responseCookies?: boolean;
}

/** What a request with `httpResponseBody` sends. */
export interface HttpFields {
  /** @default "GET" */
  readonly httpRequestMethod?: ZyteMethod;
  /** Base64, at most 400,000 characters; not beside `httpRequestText`. */
  readonly httpRequestBody?: string;
  /** 1 to 400,000 characters; not beside `httpRequestBody`. */
  readonly httpRequestText?: string;
  /** At most 200, no `Cookie`; of one name the last counts, and Zyte may send others. */
  readonly customHttpRequestHeaders?: readonly ZyteHeader[];
  /** A browser always follows. @default true */
  readonly followRedirect?: boolean;
  /** Browsers always do. @default false */
  readonly verifyCertificate?: boolean;
  /** @default "desktop" */
  readonly device?: "desktop" | "mobile";
}

/** What a browser does. */
export interface BrowserFields {
  readonly actions?: readonly Action[];
  /** Whether `browserHtml` has the content of iframes. @default false */
  readonly includeIframes?: boolean;
  /** Whether scripts run. @default what Zyte knows to be best */
  readonly javascript?: boolean;
  readonly viewport?: {
    /** 320 to 5,120. @default 1920 */
    readonly width?: number;
    /** 360 to 4,096. @default 1080 */
    readonly height?: number;
  };
  /** At most 10 filters. */
  readonly networkCapture?: readonly NetworkCaptureFilter[];
  readonly requestHeaders?: { readonly referer?: string };
}

/** Where a request seems to come from. */
export interface OriginFields {
  /** ISO 3166-1 alpha-2, upper case. @default what Zyte knows to be best */
  readonly geolocation?: string;
  /** @default what Zyte knows to be best */
  readonly ipType?: "datacenter" | "residential";
  /** At most 100, for this request only: no session keeps them. */
  readonly requestCookies?: readonly ZyteCookie[];
  /** What Zyte does without `requestCookies`: `"auto"` adds cookies of its own. @default "auto" */
  readonly cookieManagement?: "auto" | "discard";
}

/** What comes back as it is. */
export interface TagFields {
  /** For the Stats API. */
  readonly tags?: { readonly [name: string]: string | null } | null;
  /** At most 100 characters. */
  readonly jobId?: string;
  /** Comes back with the response: tells whose it is. */
  readonly echoData?: JsonValue;
}

/**
 * One query of Zyte API, with every field of its reference. Durations in it are seconds, as the service has them.
 *
 * @example { url: "https://shop.example/", browserHtml: true }
 */
export interface ZyteRequest
  extends
    OutputFields,
    HttpFields,
    BrowserFields,
    OriginFields,
    TagFields,
    SessionFields,
    ExtractionRequest {
  /** Absolute, at most 8,192 characters; its host is a name, no address. What a URL may not hold is percent-encoded for you. */
  readonly url: string;
}
