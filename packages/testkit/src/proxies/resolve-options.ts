import { checkGroup } from "../site/check-option.ts";
import { refuseOption } from "../site/invalid-option.ts";
import type { TestProxyOptions } from "./test-proxy.ts";

/** The options of a proxy, checked, with every default filled in. */
export type ProxySettings = {
  readonly host: string;
  readonly upstream: string | null;
} & (
  | { readonly username: string; readonly password: string }
  | { readonly username: undefined; readonly password: undefined }
);

const OWNER = "TestProxy";
const KNOWN = { host: true, username: true, password: true, upstream: true } as const;

/**
 * Checks the options and fills in the defaults.
 *
 * @throws InvalidOptionError for an unknown key, a wrong type, or half of the credentials
 */
export function resolveProxyOptions(options: TestProxyOptions | undefined): ProxySettings {
  const {
    host = "127.0.0.1",
    username,
    password,
    upstream,
  } = checkGroup<TestProxyOptions>({ owner: OWNER, option: "options" }, options, KNOWN);
  if (typeof host !== "string" || host === "")
    refuseOption(OWNER, "host", "an address to listen on", host);
  if (upstream !== undefined && !URL.canParse(upstream)) {
    refuseOption(OWNER, "upstream", "the URL of a proxy", typeof upstream);
  }
  const common = { host, upstream: upstream ?? null };
  if (username === undefined && password === undefined) return { ...common, username, password };
  // Neither half shows what it is: both are secrets.
  if (typeof username !== "string")
    refuseOption(OWNER, "username", "a text beside `password`", typeof username);
  if (typeof password !== "string")
    refuseOption(OWNER, "password", "a text beside `username`", typeof password);
  return { ...common, username, password };
}
