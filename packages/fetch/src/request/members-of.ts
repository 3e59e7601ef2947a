/** What fetch reads of its second argument, wherever it finds it (WHATWG Fetch, "RequestInit"; `dispatcher` is undici's). */
const MEMBERS = [
  "body",
  "cache",
  "credentials",
  "dispatcher",
  "duplex",
  "headers",
  "integrity",
  "keepalive",
  "method",
  "mode",
  "priority",
  "redirect",
  "referrer",
  "referrerPolicy",
  "signal",
  "window",
] as const;

/**
 * An init as a plain object, which can be spread. Those of a class have their members on the prototype, where a spread
 * misses them; a Request is the one that is met most.
 */
export function membersOf<Init extends RequestInit>(init: Init): Init {
  const prototype: unknown = Object.getPrototypeOf(init);
  if (prototype === Object.prototype || prototype === null) return init;
  const members: Record<string, unknown> = {};
  if (!(init instanceof Request)) Object.assign(members, init);
  for (const name of MEMBERS) {
    const value: unknown = Reflect.get(init, name);
    if (value !== undefined && value !== null) members[name] = value;
  }
  return members as Init;
}
