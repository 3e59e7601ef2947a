import { Axios, type InternalAxiosRequestConfig } from "axios";

/** An instance without defaults: what it says of a config, the config says. */
const plain = new Axios();

/** What the parser of URLs overlooks: a request with a space before its URL would go round its session. */
const IGNORED = /^[\u0000-\u0020]+|[\u0000-\u0020]+$|[\t\n\r]+/g;

/** URLs that had to be put together; each is asked for several times. */
const known = new WeakMap<object, string>();

/** The URL that axios sends a request to: with `baseURL` and `params`, and as it is read. */
export function requestUrl(config: InternalAxiosRequestConfig): string {
  const { url, baseURL, params } = config;
  // What most requests are: nothing to put together.
  if (!baseURL && !params && typeof url === "string" && isHttp(url)) return url;
  let whole = known.get(config);
  if (whole === undefined) {
    // A URL object is what axios can do with, whatever its types say.
    const written: unknown = plain.getUri(partsOf(config));
    whole = `${written as string | URL}`.replace(IGNORED, "");
    known.set(config, whole);
  }
  return whole;
}

/** Whether a request goes to a site. `data:` and `file:` URLs do not, nor does what is no URL. */
export function isHttp(url: string): boolean {
  return url.startsWith("https://") || /^https?:\/\//i.test(url);
}

function partsOf({
  url,
  baseURL,
  params,
  paramsSerializer,
  allowAbsoluteUrls,
}: InternalAxiosRequestConfig): object {
  return { url, baseURL, params, paramsSerializer, allowAbsoluteUrls };
}
