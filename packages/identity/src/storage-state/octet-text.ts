const ENCODER = /* @__PURE__ */ new TextEncoder();
const DECODER = /* @__PURE__ */ new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const BEYOND_ASCII = /[^\u0000-\u007f]/;

/** Text as the octets a browser sends for it, one character each, as HTTP clients want them. */
export function octetsOfText(text: string): string {
  if (!BEYOND_ASCII.test(text)) return text;
  return String.fromCharCode(...ENCODER.encode(text));
}

/** The text a browser shows for octets; octets that are no UTF-8 stay as they are. */
export function textOfOctets(octets: string): string {
  if (!BEYOND_ASCII.test(octets)) return octets;
  try {
    return DECODER.decode(Uint8Array.from(octets, (octet) => octet.charCodeAt(0)));
  } catch {
    return octets;
  }
}
