import { visitorOf, type Route } from "../page.ts";

const PER_PAGE = 20;

/** `/links` and `/links/:page`: 20 products a page, and the next page. */
export const linksRoute: Route = {
  methods: ["GET"],
  pattern: /^\/links(?:\/(\d{1,15}))?$/,
  session: "wants",
  page: (exchange, session, { settings }, [page]) => {
    const number = Number(page ?? 1);
    const first = (number - 1) * PER_PAGE + 1;
    if (!(first >= 1 && first <= settings.products)) {
      exchange.message(404, "no such page");
      return "refused";
    }
    const last = Math.min(first + PER_PAGE - 1, settings.products);
    const items = Array.from({ length: last - first + 1 }, (_, index) => first + index).map(
      (product) => `<li><a class="product" href="/product/${product}">Product ${product}</a></li>`,
    );
    const next =
      last < settings.products ? `\n<a rel="next" href="/links/${number + 1}">Next page</a>` : "";
    exchange.html(200, {
      title: `Products ${first} to ${last}`,
      visitor: visitorOf(session),
      main: `<h1>Products</h1>\n<ul>\n${items.join("\n")}\n</ul>${next}`,
    });
    return undefined;
  },
};
