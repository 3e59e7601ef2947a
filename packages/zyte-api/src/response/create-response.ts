import { decodeBase64 } from "./decode-base64.ts";
import { charsetOf } from "./charset.ts";
import type { ZyteResponse, ZyteResponseFields } from "./zyte-response.ts";

/** What is kept beside the fields of a response. */
interface Derived {
  readonly requestId: string | undefined;
  body?: Uint8Array;
  screenshot?: Uint8Array;
}

/** Outside the responses, so that they are plain data to all who print, copy or compare them. */
const derived = new WeakMap<object, Derived>();

/** What all responses have beside their fields. */
const accessors: PropertyDescriptorMap & ThisType<ZyteResponse> = {
  bodyBytes: {
    get() {
      const { httpResponseBody } = this;
      if (httpResponseBody === undefined) return undefined;
      return (derivedOf(this).body ??= decodeBase64(httpResponseBody));
    },
  },
  bodyText: {
    get() {
      const bytes = this.bodyBytes;
      return bytes && new TextDecoder(charsetOf(this.httpResponseHeaders)).decode(bytes);
    },
  },
  screenshotBytes: {
    get() {
      const { screenshot } = this;
      if (screenshot === undefined) return undefined;
      return (derivedOf(this).screenshot ??= decodeBase64(screenshot));
    },
  },
  requestId: {
    get() {
      return derivedOf(this).requestId;
    },
  },
};

const prototype: object = Object.create(Object.prototype, accessors) as object;

/** Gives the fields of a response what is derived from them. */
export function createResponse(
  fields: ZyteResponseFields,
  requestId: string | undefined,
): ZyteResponse {
  derived.set(fields, { requestId });
  return Object.setPrototypeOf(fields, prototype) as ZyteResponse;
}

/** Objects that were made from a response (`Object.create`) have none of their own yet. */
function derivedOf(response: ZyteResponse): Derived {
  const known = derived.get(response);
  if (known !== undefined) return known;
  const made: Derived = { requestId: undefined };
  derived.set(response, made);
  return made;
}
