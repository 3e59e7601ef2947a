/** A cookie, in requests (`requestCookies`) and responses (`responseCookies`) alike. */
export interface ZyteCookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  readonly path?: string;
  /** Unix time in seconds. */
  readonly expires?: number;
  readonly httpOnly?: boolean;
  readonly secure?: boolean;
  readonly sameSite?: "Strict" | "Lax" | "Extended" | "None";
}
