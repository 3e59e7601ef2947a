import { Redacted } from "../redacted.ts";

/** The protocols a proxy can speak. Whether a client can use them all is the adapter's to say. */
export type ProxyProtocol = "http" | "https" | "socks4" | "socks5";

/** A checked proxy address. Printed, it shows no credentials; `url` has them. */
export interface ProxyServer extends Redacted {
  /** The whole address with credentials (percent-encoded) and port: for clients, never for people. */
  readonly url: string;
  readonly protocol: ProxyProtocol;
  /** Canonical; an IPv6 address without its brackets, as sockets want it. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
  /** Decoded; absent where the address has no credentials. */
  readonly username?: string;
  /** Decoded; absent where the address has no credentials. */
  readonly password?: string;
}

interface ProxyParts {
  readonly protocol: ProxyProtocol;
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
}

/** The one implementation of {@link ProxyServer}. */
export class ProxyAddress extends Redacted implements ProxyServer {
  readonly url: string;
  readonly protocol: ProxyProtocol;
  readonly host: string;
  readonly port: number;
  declare readonly username?: string;
  declare readonly password?: string;

  constructor({ protocol, host, port, username, password }: ProxyParts) {
    super();
    this.protocol = protocol;
    this.host = host;
    this.port = port;
    if (username !== "" || password !== "") {
      this.username = username;
      this.password = password;
    }
    const credentials =
      this.username === undefined
        ? ""
        : `${encodeURIComponent(username)}${password === "" ? "" : `:${encodeURIComponent(password)}`}@`;
    this.url = `${protocol}://${credentials}${this.#place}`;
    Object.freeze(this);
  }

  get #place(): string {
    return `${this.host.includes(":") ? `[${this.host}]` : this.host}:${this.port}`;
  }

  override toString(): string {
    return `${this.protocol}://${this.#place}`;
  }
}
