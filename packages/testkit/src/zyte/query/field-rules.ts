import { isIP } from "node:net";

import { actionsRule } from "./action-rules.ts";
import { EXTRACTIONS } from "./extractions.ts";
import { GEOLOCATIONS } from "./geolocations.ts";
import {
  aBoolean,
  aList,
  aMap,
  anInteger,
  anObject,
  anyValue,
  aText,
  aTextLike,
  isPlain,
  nullable,
  oneOf,
  type FieldRule,
  type FieldRules,
} from "./rules.ts";

const UUID_4 = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/i;

/** An absolute URL whose host is a name. */
const aUrl: FieldRule = (value, at) => {
  const complaint = aText(1, 8192)(value, at);
  if (complaint !== undefined) return complaint;
  const url = URL.canParse(String(value)) ? new URL(String(value)) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) return `Field "${at}" must be an absolute URL`;
  if (isIP(url.hostname.replace(/^\[|\]$/g, "")) !== 0)
    return `The host of field "${at}" must be a domain name`;
  return undefined;
};

const aCookie = anObject(
  {
    name: aText(0, 4085),
    value: aText(0, 4085),
    domain: aText(1, 253),
    path: aText(0, Infinity),
    expires: anInteger(-Infinity),
    httpOnly: aBoolean,
    secure: aBoolean,
    sameSite: oneOf("Strict", "Lax", "Extended", "None"),
  },
  ["name", "value", "domain"],
);

const cookies = aList(aCookie, 100);

const aHeader: FieldRule = (value, at) => {
  const complaint = anObject({ name: aText(1, 200), value: aText(0, 7000) }, ["name", "value"])(
    value,
    at,
  );
  if (complaint !== undefined || !isPlain(value)) return complaint;
  return String(value["name"]).toLowerCase() === "cookie"
    ? `Field "${at}" must not be Cookie, use "requestCookies"`
    : undefined;
};

const aCaptureFilter: FieldRule = (value, at) => {
  const kind = isPlain(value) ? value["filterType"] : undefined;
  const rest = { filterType: anyValue, httpResponseBody: aBoolean };
  if (kind === "url") {
    const matchType = oneOf("contains", "exact", "startsWith", "endsWith");
    return anObject({ ...rest, value: aText(3, 8192), matchType }, ["value", "matchType"])(
      value,
      at,
    );
  }
  if (kind === "resourceType") {
    const resourceType = oneOf("document", "xhr");
    return anObject({ ...rest, resourceType }, ["resourceType"])(value, at);
  }
  return `Field "${at}.filterType" must be one of url, resourceType`;
};

const extractFrom = oneOf("httpResponseBody", "browserHtml", "userHtml");
const userHtml = aText(1, 2_621_440);

const aCustomAttribute: FieldRule = (value, at) => {
  if (!isPlain(value)) return `Field "${at}" must be an object`;
  const type = oneOf("boolean", "string", "number", "integer", "array", "object");
  return (
    type(value["type"], `${at}.type`) ??
    (value["description"] === undefined
      ? undefined
      : aText(0, 300)(value["description"], `${at}.description`))
  );
};

const experimental = anObject({ requestCookies: cookies, responseCookies: aBoolean });

const FIELDS: FieldRules = {
  url: aUrl,
  httpResponseBody: aBoolean,
  httpResponseHeaders: aBoolean,
  browserHtml: aBoolean,
  screenshot: aBoolean,
  screenshotOptions: anObject({ format: oneOf("jpeg", "png"), fullPage: aBoolean }),
  includeIframes: aBoolean,
  javascript: aBoolean,
  viewport: anObject({ width: anInteger(320, 5120), height: anInteger(360, 4096) }),
  actions: actionsRule,
  networkCapture: aList(aCaptureFilter, 10),
  requestHeaders: anObject({ referer: aText(0, Infinity) }),
  customHttpRequestHeaders: aList(aHeader, 200),
  httpRequestMethod: oneOf("GET", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "HEAD"),
  httpRequestBody: aTextLike(
    /^(?=.{0,400000}$)[A-Za-z\d+/]*={0,2}$/,
    "at most 400000 characters of base64",
  ),
  httpRequestText: aText(1, 400_000),
  followRedirect: aBoolean,
  verifyCertificate: aBoolean,
  device: oneOf("desktop", "mobile"),
  geolocation: oneOf(...GEOLOCATIONS),
  ipType: oneOf("datacenter", "residential"),
  requestCookies: cookies,
  responseCookies: aBoolean,
  cookieManagement: oneOf("auto", "discard"),
  session: anObject({ id: aTextLike(UUID_4, "a UUID of version 4") }, ["id"]),
  sessionContext: aList(
    anObject({ name: aText(1, 30), value: aText(1, 100) }, ["name", "value"]),
    10,
  ),
  sessionContextParameters: anObject({ actions: actionsRule }),
  tags: nullable(aMap(nullable(aText(0, Infinity)))),
  jobId: aText(0, 100),
  echoData: anyValue,
  extractFrom,
  customAttributes: nullable(aMap(aCustomAttribute, 20)),
  customAttributesOptions: anObject({
    method: oneOf("generate", "extract"),
    maxInputTokens: anInteger(1),
    maxOutputTokens: anInteger(1),
  }),
  serp: aBoolean,
  serpOptions: anObject({
    extractFrom: oneOf("browserHtml", "httpResponseBody"),
    keyword: aText(0, Infinity),
  }),
  ...Object.fromEntries(
    EXTRACTIONS.flatMap((type) => [
      [type, aBoolean],
      [
        `${type}Options`,
        anObject({
          extractFrom,
          userHtml,
          ...(type === "product" ? { model: oneOf("2024-02-01", "2024-09-16") } : {}),
        }),
      ],
    ]),
  ),
};

const rule = anObject(FIELDS, ["url"]);
const experimentalRule = anObject({ ...FIELDS, experimental }, ["url"]);

/** What is wrong with a body as such, whatever its fields mean together. */
export function judgeFields(body: unknown, withExperimental: boolean): string | undefined {
  return (withExperimental ? experimentalRule : rule)(body, "");
}
