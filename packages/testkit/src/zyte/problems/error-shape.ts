/**
 * In what shape an error arrives.
 *
 * | shape | content type | body |
 * |---|---|---|
 * | `problem` | application/problem+json | the problem |
 * | `json` | application/json | the problem |
 * | `mislabelled` | text/plain | the problem |
 * | `empty` | none | none |
 * | `text` | text/plain | a text |
 * | `html` | text/html | a page, as gateways answer |
 * | `array` | application/json | a list with the problem in it |
 * | `malformed` | application/json | the problem, cut in the middle |
 */
export type ZyteErrorShape = (typeof SHAPES)[number];

/** All of them. */
export const SHAPES = [
  "problem",
  "json",
  "mislabelled",
  "empty",
  "text",
  "html",
  "array",
  "malformed",
] as const;

/** What goes over the wire. */
export interface ShapedBody {
  readonly contentType: string | undefined;
  readonly body: string;
}

/** A problem in a shape. */
export function shapeProblem(problem: object, shape: ZyteErrorShape): ShapedBody {
  const json = JSON.stringify(problem);
  switch (shape) {
    case "problem":
      return { contentType: "application/problem+json", body: json };
    case "json":
      return { contentType: "application/json", body: json };
    case "mislabelled":
      return { contentType: "text/plain; charset=utf-8", body: json };
    case "empty":
      return { contentType: undefined, body: "" };
    case "text":
      return { contentType: "text/plain; charset=utf-8", body: "something went wrong" };
    case "html":
      return {
        contentType: "text/html; charset=utf-8",
        body: "<!doctype html><title>Bad Gateway</title><h1>Bad Gateway</h1>",
      };
    case "array":
      return { contentType: "application/json", body: `[${json}]` };
    case "malformed":
      return { contentType: "application/json", body: json.slice(0, json.length / 2) };
  }
}

/** The body of a 402, which is no problem but an offer, as x402 version 1 has it. */
export function paymentOffer(resource: string): object {
  return {
    x402Version: 1,
    error: "X-PAYMENT header is required",
    accepts: [
      {
        scheme: "exact",
        network: "base",
        maxAmountRequired: "1000",
        resource,
        description: "",
        mimeType: "",
        payTo: "0x0000000000000000000000000000000000000000",
        maxTimeoutSeconds: 60,
        asset: "0x0000000000000000000000000000000000000000",
        extra: { name: "USD Coin", version: "2" },
      },
    ],
  };
}
