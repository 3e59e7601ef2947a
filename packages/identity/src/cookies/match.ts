import { pathMatch } from "tough-cookie";

export { pathMatch };

const IPV4 = /^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$/;

/** Whether a host, as `URL.hostname` writes it, is an IP address. */
export function isIpAddress(host: string): boolean {
  return host.startsWith("[") || IPV4.test(host);
}

/** RFC 6265bis, 5.1.3: `host` is `domain`, or a name (not an address) below it. Both are canonical. */
export function domainMatch(host: string, domain: string): boolean {
  if (host === domain) return true;
  return (
    domain !== "" &&
    host.endsWith(domain) &&
    host.charAt(host.length - domain.length - 1) === "." &&
    !isIpAddress(host)
  );
}

/** RFC 6265bis, 5.1.4: the directory of the request's path, for cookies that name no path. */
export function defaultPath(requestPath: string): string {
  const end = requestPath.lastIndexOf("/");
  return end <= 0 ? "/" : requestPath.slice(0, end);
}
