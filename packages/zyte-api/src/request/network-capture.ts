import type { UrlMatching } from "./action.ts";

/** Which of the page's own requests are reported, at most 10 of them. Case-sensitive. */
export type NetworkCaptureFilter = {
  /** Whether the body is reported too; of all bodies together at most 5 MiB. @default false */
  readonly httpResponseBody?: boolean;
} & (
  | {
      readonly filterType: "url";
      /** 3 to 8,192 characters. */
      readonly value: string;
      readonly matchType: UrlMatching;
    }
  | { readonly filterType: "resourceType"; readonly resourceType: "document" | "xhr" }
);
