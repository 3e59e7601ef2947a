import type { Route } from "../page.ts";

/** Any method, for pages that don't care. */
const ANY: readonly string[] = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

const PRINTABLE = /^[\x20-\x7e]*$/;

/** `/echo`: tells what arrived. */
export const echoRoute: Route = {
  methods: ANY,
  pattern: /^\/echo$/,
  session: "ignores",
  page: (exchange) => {
    const { method, headers, body, address, cookies, session = null } = exchange.request;
    exchange.json(200, {
      method,
      url: exchange.url.href,
      headers,
      body,
      address,
      cookies,
      session,
    });
    return undefined;
  },
};

/** `/cookies`: the cookies received. */
export const cookiesRoute: Route = {
  methods: ANY,
  pattern: /^\/cookies$/,
  session: "ignores",
  page: (exchange) => {
    exchange.json(200, exchange.request.cookies);
    return undefined;
  },
};

/** `/cookies/set?name=value`: sets cookies; a value with `;` carries its own attributes. */
export const setCookiesRoute: Route = {
  methods: ANY,
  pattern: /^\/cookies\/set$/,
  session: "ignores",
  page: (exchange) => {
    const pairs = [...exchange.url.searchParams];
    if (!pairs.every((pair) => PRINTABLE.test(pair.join("")))) {
      exchange.message(400, "cookies are printable ASCII");
      return "refused";
    }
    for (const [name, value] of pairs)
      exchange.setCookie(`${name}=${value}${value.includes(";") ? "" : "; Path=/"}`);
    exchange.json(200, { set: Object.fromEntries(pairs) });
    return undefined;
  },
};

/** `/status/:code?retryAfter=`: answers with that status. */
export const statusRoute: Route = {
  methods: ANY,
  pattern: /^\/status\/([2-5]\d\d)$/,
  session: "ignores",
  page: (exchange, _site, [code = ""]) => {
    const retryAfter = exchange.url.searchParams.get("retryAfter");
    if (retryAfter !== null && !PRINTABLE.test(retryAfter)) {
      exchange.message(400, "headers are printable ASCII");
      return "refused";
    }
    exchange.text(
      Number(code),
      `status ${code}`,
      retryAfter === null ? {} : { "retry-after": retryAfter },
    );
    return undefined;
  },
};

/**
 * `/redirect/:hops`: each hop sets the cookie `hop-<hops left>`; the last goes to `to`, `/echo` if not given.
 * `/redirect/loop` never ends.
 */
export const redirectRoute: Route = {
  methods: ANY,
  pattern: /^\/redirect\/(loop|[1-9]\d?)$/,
  session: "ignores",
  page: (exchange, _site, [hops = ""]) => {
    const query = exchange.url.searchParams;
    const status = Number(query.get("status") ?? 302);
    const target = query.get("to") ?? "/echo";
    if (!PRINTABLE.test(target)) {
      exchange.message(400, "headers are printable ASCII");
      return "refused";
    }
    if (![301, 302, 303, 307, 308].includes(status)) {
      exchange.message(400, "status is one of 301, 302, 303, 307, 308");
      return "refused";
    }
    exchange.setCookie(`hop-${hops}=${hops}; Path=/`);
    const next = hops === "loop" ? hops : String(Number(hops) - 1);
    exchange.redirect(status, hops === "1" ? target : `/redirect/${next}${exchange.url.search}`);
    return undefined;
  },
};

/** `/slow?name=`: no answer until the test releases it. */
export const slowRoute: Route = {
  methods: ANY,
  pattern: /^\/slow$/,
  session: "ignores",
  page: (exchange, { holds }) => {
    const name = exchange.url.searchParams.get("name") ?? "";
    exchange.onClose(holds.hold(name, () => exchange.text(200, "released")));
    return undefined;
  },
};

/** `/stream?name=`: half a body, and the rest when the test releases it. */
export const streamRoute: Route = {
  methods: ANY,
  pattern: /^\/stream$/,
  session: "ignores",
  page: (exchange, { holds }) => {
    const name = exchange.url.searchParams.get("name") ?? "";
    exchange.onClose(holds.hold(name, exchange.stall("first half, ", "second half")));
    return undefined;
  },
};

/** `/down`: cuts the connection, or answers 503 with `?how=503`. */
export const downRoute: Route = {
  methods: ANY,
  pattern: /^\/down$/,
  session: "ignores",
  page: (exchange) => {
    if (exchange.url.searchParams.get("how") === "503") exchange.message(503, "down");
    else exchange.cut();
    return "down";
  },
};
