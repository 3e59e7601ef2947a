import { checkChoice, checkGroup } from "../site/check-option.ts";
import { refuseOption, refuseSecret } from "../site/invalid-option.ts";
import type { TestProxyOptions } from "./test-proxy.ts";

/** The options of a proxy, checked, with every default filled in. */
export type ProxySettings = {
  readonly host: string;
  readonly upstream: string | null;
  readonly onDeadSite: "drop" | "502";
} & (
  | { readonly username: string; readonly password: string }
  | { readonly username: undefined; readonly password: undefined }
);

const OWNER = "TestProxy";
const KNOWN = {
  host: true,
  username: true,
  password: true,
  upstream: true,
  onDeadSite: true,
} as const;

/**
 * Checks the options and fills in the defaults.
 *
 * @throws SessionaryError `ERR_INVALID_OPTION` for an unknown key, a wrong type, or half of the credentials
 */
export function resolveProxyOptions(options: TestProxyOptions | undefined): ProxySettings {
  const {
    host = "127.0.0.1",
    username,
    password,
    upstream,
    onDeadSite,
  } = checkGroup<TestProxyOptions>({ owner: OWNER, option: "options" }, options, KNOWN);
  if (typeof host !== "string" || host === "")
    refuseOption(OWNER, "host", "an address to listen on", host);
  if (upstream !== undefined && !URL.canParse(upstream)) {
    refuseSecret(OWNER, "upstream", "the URL of a proxy", upstream);
  }
  const common = {
    host,
    upstream: upstream ?? null,
    onDeadSite: checkChoice({ owner: OWNER, option: "onDeadSite" }, onDeadSite ?? "drop", [
      "drop",
      "502",
    ]),
  };
  if (username === undefined && password === undefined) return { ...common, username, password };
  // Neither half shows what it is: both are secrets.
  if (typeof username !== "string")
    refuseSecret(OWNER, "username", "a text beside `password`", username);
  if (typeof password !== "string")
    refuseSecret(OWNER, "password", "a text beside `username`", password);
  return { ...common, username, password };
}
