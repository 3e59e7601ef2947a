import { visitorOf, type Route, type ShopPage } from "../page.ts";
import { priceOf, trialPriceOf } from "../prices.ts";

const showProduct: ShopPage = (exchange, session, { settings }, [id = ""]) => {
  const product = Number(id);
  if (!(product >= 1 && product <= settings.products)) {
    exchange.message(404, "no such product");
    return "refused";
  }
  const { zip, variant } = visitorOf(session);
  const isTrial = variant !== "A";
  const price = isTrial
    ? trialPriceOf(settings, product, zip, variant)
    : priceOf(settings, product, zip);
  if (session.seesTruth) session.right += 1;
  else session.wrong += 1;

  const name = `Product ${product}`;
  if (exchange.isApi) {
    exchange.json(200, { product, name, price, zip, variant });
    return undefined;
  }
  const shown = price.toFixed(2);
  exchange.html(200, {
    title: name,
    visitor: { zip, variant },
    main: isTrial
      ? `<section class="trial"><h2>${name}</h2>\n<p>Only <strong class="offer">${shown}</strong></p></section>`
      : `<h1>${name}</h1>\n<p>Price: <span class="price">${shown}</span></p>`,
  });
  return undefined;
};

/** `/product/:n` and `/api/product/:n`: a price that depends on the location. */
export const productRoute: Route = {
  methods: ["GET"],
  pattern: /^(?:\/api)?\/product\/(\d{1,15})$/,
  session: "wants",
  page: showProduct,
};
