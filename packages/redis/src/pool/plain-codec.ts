import type { JsonValue, StateCodec } from "@sessionary/core";

/** For pools whose adapter brings no codec: their states have to be JSON already. */
export const plainCodec: StateCodec<unknown> = {
  encode: (state) => {
    expectJson(state, "state");
    return state as JsonValue;
  },
  decode: (json) => json,
};

/** @throws for what JSON would change silently */
function expectJson(value: unknown, path: string): void {
  if (value === null || typeof value === "string" || typeof value === "boolean") return;
  if (typeof value === "number" && Number.isFinite(value)) return;
  if (Array.isArray(value)) {
    for (const [index, each] of value.entries()) expectJson(each, `${path}[${index}]`);
    return;
  }
  if (typeof value === "object" && isPlain(value)) {
    for (const [key, each] of Object.entries(value)) {
      if (each !== undefined) expectJson(each, `${path}.${key}`);
    }
    return;
  }
  const what = typeof value === "object" ? "an object of a class" : `a ${typeof value}`;
  throw new TypeError(
    `a session can't be stored in Redis: ${path} is ${what}, not JSON; its adapter needs a codec`,
  );
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
