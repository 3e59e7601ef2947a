/** Controls but for the tab, which counts as white space (RFC 6265bis, 5.6, step 1). */
export const CONTROLS: RegExp = /[\u0000-\u0008\u000a-\u001f\u007f]/;

/**
 * How many octets a piece of a header has. HTTP clients give one character per octet; a character that fits none
 * (a string made by hand) counts as its UTF-8.
 */
function octetLength(text: string): number {
  let octets = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit > 0xff) octets += unit < 0x800 || isSurrogate(unit) ? 1 : 2;
  }
  return octets;
}

/** Whether `text` has more than `limit` octets, without counting where its length already says so. */
export function exceedsOctets(text: string, limit: number): boolean {
  if (text.length > limit) return true;
  return text.length * 3 > limit && octetLength(text) > limit;
}

/** Half of a character that takes four octets. */
function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
