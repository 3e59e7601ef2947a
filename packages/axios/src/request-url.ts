import { Axios, type InternalAxiosRequestConfig } from "axios";

/** An instance without defaults: what it says of a config, the config says. */
const plain = new Axios();

/** URLs that had to be put together; each is asked for several times. */
const known = new WeakMap<object, string>();

/** The URL that axios sends a request to, as it is written: with `baseURL` and `params`. */
export function requestUrl(config: InternalAxiosRequestConfig): string {
  const { url = "", baseURL, params } = config;
  // What most requests are: nothing to put together.
  if (!baseURL && !params) return url;
  let whole = known.get(config);
  if (whole === undefined) {
    whole = plain.getUri(partsOf(config));
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
