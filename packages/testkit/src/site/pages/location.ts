import type { Exchange } from "../exchange.ts";
import { visitorOf, type PageResult, type Route } from "../page.ts";
import type { SiteSession } from "../session.ts";

const ZIP = /^\d{5}$/;

/** `/location`: a form with a CSRF token that belongs to the session. */
export const locationRoute: Route = {
  methods: ["GET", "POST"],
  pattern: /^\/location$/,
  session: "opens",
  page: (exchange, session) => {
    if (exchange.request.method !== "POST") return showForm(exchange, session);
    const { form } = exchange;
    if (form.get("csrf") !== session.csrf) {
      exchange.message(403, "wrong CSRF token");
      return "refused";
    }
    const zip = form.get("zip") ?? "";
    if (!ZIP.test(zip)) {
      exchange.message(400, "a zip code has five digits");
      return "refused";
    }
    session.location = zip;
    exchange.redirect(303, "/");
    return undefined;
  },
};

/** `/api/location`: the same without a form, a token or a redirect. */
export const locationApiRoute: Route = {
  methods: ["GET", "POST"],
  pattern: /^\/api\/location$/,
  session: "opens",
  page: (exchange, session) => {
    if (exchange.request.method === "POST") {
      const zip = readZip(exchange);
      if (!ZIP.test(zip)) {
        exchange.message(400, "a zip code has five digits");
        return "refused";
      }
      session.location = zip;
    }
    exchange.json(200, visitorOf(session));
    return undefined;
  },
};

function showForm(exchange: Exchange, session: SiteSession): PageResult {
  exchange.html(200, {
    title: "Change location",
    visitor: visitorOf(session),
    main: `<h1>Change location</h1>
<form method="post" action="/location">
<input type="hidden" name="csrf" value="${session.csrf}">
<label>Zip code <input name="zip" pattern="[0-9]{5}" required></label>
<button>Save</button>
</form>`,
  });
  return undefined;
}

function readZip(exchange: Exchange): string {
  if (!exchange.request.headers["content-type"]?.startsWith("application/json"))
    return exchange.form.get("zip") ?? "";
  try {
    const body: unknown = JSON.parse(exchange.request.body);
    return typeof body === "object" && body !== null && "zip" in body ? String(body.zip) : "";
  } catch {
    return "";
  }
}
