import { Buffer } from "node:buffer";

const HIDDEN = "***";

/** An API key: it authorises requests, and is seen nowhere else. */
export class Secret {
  /** The value of the Authorization header: the key as the user's name, and no password. */
  readonly authorization: () => string;
  /** Hides the key, plain or encoded, in a text that somebody else wrote. */
  readonly redact: (text: string) => string;

  constructor(apiKey: string) {
    const token = Buffer.from(`${apiKey}:`).toString("base64");
    this.authorization = () => `Basic ${token}`;
    this.redact = (text) => text.replaceAll(apiKey, HIDDEN).replaceAll(token, HIDDEN);
  }
}
