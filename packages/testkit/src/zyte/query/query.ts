/** A cookie as requests and responses have it. */
export interface ZyteCookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  readonly path?: string;
  /** Seconds since 1970. */
  readonly expires?: number;
  readonly httpOnly?: boolean;
  readonly secure?: boolean;
  readonly sameSite?: "Strict" | "Lax" | "Extended" | "None";
}

/** One action of a browser request, its own fields unread. */
export interface ZyteAction {
  readonly action: string;
  readonly onError?: "return" | "continue";
  readonly [field: string]: unknown;
}

/** One filter of `networkCapture`. */
export type ZyteCaptureFilter = { readonly httpResponseBody?: boolean } & (
  | {
      readonly filterType: "url";
      readonly value: string;
      readonly matchType: "contains" | "exact" | "startsWith" | "endsWith";
    }
  | { readonly filterType: "resourceType"; readonly resourceType: "document" | "xhr" }
);

/** A request to the service, as far as the emulator reads it. */
export interface ZyteQuery {
  readonly url: string;
  readonly httpResponseBody?: boolean;
  readonly httpResponseHeaders?: boolean;
  readonly browserHtml?: boolean;
  readonly screenshot?: boolean;
  readonly screenshotOptions?: { readonly format?: "jpeg" | "png"; readonly fullPage?: boolean };
  readonly javascript?: boolean;
  readonly viewport?: { readonly width?: number; readonly height?: number };
  readonly actions?: readonly ZyteAction[];
  readonly networkCapture?: readonly ZyteCaptureFilter[];
  readonly requestHeaders?: { readonly referer?: string };
  readonly customHttpRequestHeaders?: readonly { readonly name: string; readonly value: string }[];
  readonly httpRequestMethod?: string;
  readonly httpRequestBody?: string;
  readonly httpRequestText?: string;
  readonly followRedirect?: boolean;
  readonly device?: "desktop" | "mobile";
  readonly geolocation?: string;
  readonly ipType?: "datacenter" | "residential";
  readonly requestCookies?: readonly ZyteCookie[];
  readonly responseCookies?: boolean;
  readonly cookieManagement?: "auto" | "discard";
  readonly experimental?: {
    readonly requestCookies?: readonly ZyteCookie[];
    readonly responseCookies?: boolean;
  };
  readonly session?: { readonly id: string };
  readonly sessionContext?: readonly { readonly name: string; readonly value: string }[];
  readonly sessionContextParameters?: { readonly actions?: readonly ZyteAction[] };
  readonly jobId?: string;
  readonly echoData?: unknown;
  readonly extractFrom?: string;
  /** Extraction types, their options, tags ... */
  readonly [field: string]: unknown;
}
