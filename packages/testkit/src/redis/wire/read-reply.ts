/** What Redis answers. An error of Redis' own is a value too: it may stand inside a list. */
export type Reply = string | number | null | Error | readonly Reply[];

/** A reply, and where the next one begins. */
export interface ReadReply {
  readonly reply: Reply;
  readonly end: number;
}

/** Reads the reply that begins at `start` (RESP 2), or answers `undefined` when not all of it is there yet. */
export function readReply(bytes: Buffer, start = 0): ReadReply | undefined {
  const lineEnd = bytes.indexOf("\r\n", start);
  if (lineEnd < 0) return undefined;
  const text = bytes.toString("utf8", start + 1, lineEnd);
  const end = lineEnd + 2;
  const kind = String.fromCharCode(bytes[start] ?? 0);
  switch (kind) {
    case "+":
      return { reply: text, end };
    case "-":
      return { reply: new Error(text), end };
    case ":":
      return { reply: Number(text), end };
    case "$":
      return readBulk(bytes, end, Number(text));
    case "*":
      return readList(bytes, end, Number(text));
    default:
      throw new Error(`no reply of Redis begins with ${JSON.stringify(kind)}`);
  }
}

function readBulk(bytes: Buffer, start: number, length: number): ReadReply | undefined {
  if (length < 0) return { reply: null, end: start };
  const end = start + length;
  if (bytes.length < end + 2) return undefined;
  return { reply: bytes.toString("utf8", start, end), end: end + 2 };
}

function readList(bytes: Buffer, start: number, length: number): ReadReply | undefined {
  if (length < 0) return { reply: null, end: start };
  const reply: Reply[] = [];
  let end = start;
  while (reply.length < length) {
    const item = readReply(bytes, end);
    if (item === undefined) return undefined;
    reply.push(item.reply);
    end = item.end;
  }
  return { reply, end };
}
