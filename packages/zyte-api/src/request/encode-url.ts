/** What a URL may consist of (RFC 3986), `%` included: what is encoded already stays as it is. */
const UNSAFE = /[^\w\-.~:/?#[\]@!$&'()*+,;=%]+/g;

const NO_ASCII = /[^\p{ASCII}]/u;

const HOST = /^([a-z][a-z\d+.-]*:\/\/(?:[^/?#]*@)?)([^/?#]*)/i;

/** The URL as the service takes it: percent-encoded where it has to be, its host in ASCII, and otherwise as it came. */
export function encodeUrl(url: string): string {
  return url
    .replace(HOST, (_, before: string, host: string) => before + asciiHost(host))
    .replaceAll(UNSAFE, (part) => encodeURIComponent(wellFormed(part)));
}

function asciiHost(host: string): string {
  return NO_ASCII.test(host) && URL.canParse(`http://${host}`)
    ? new URL(`http://${host}`).host
    : host;
}

/** Half a surrogate pair stands for no character. */
function wellFormed(text: string): string {
  return text.replaceAll(/\p{Surrogate}/gu, "\u{FFFD}");
}
