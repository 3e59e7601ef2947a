import type { Exchange } from "../exchange.ts";
import { visitorOf, type PageResult, type Route, type SiteContext } from "../page.ts";
import { drawToken } from "../random.ts";
import type { SiteSession } from "../session.ts";

const CLEARANCE = "clearance";

/** `/js`: shows its content only to who has run the script of its challenge page. */
export const challengeRoute: Route = {
  methods: ["GET"],
  pattern: /^\/js$/,
  session: "opens",
  page: (exchange, session, site) => {
    const isCleared = hasPassed(exchange, session, site);
    exchange.html(200, {
      title: isCleared ? "For browsers only" : "Checking your browser",
      visitor: visitorOf(session),
      main: isCleared
        ? `<h1 data-challenge="passed">For browsers only</h1>\n<p class="secret">You can run JavaScript.</p>`
        : `<h1 data-challenge="pending" data-nonce="${nonceOf(session, site)}">Checking your browser</h1>\n<script>${SCRIPT}</script>`,
    });
    return undefined;
  },
};

/** `/js/answer`: takes what the script computed and hands out the clearance cookie. */
export const challengeAnswerRoute: Route = {
  methods: ["POST"],
  pattern: /^\/js\/answer$/,
  session: "opens",
  page: (exchange, session, site): PageResult => {
    if (exchange.form.get("token") !== solve(nonceOf(session, site))) {
      exchange.message(403, "wrong answer");
      return "refused";
    }
    session.clearedAgent = exchange.request.headers["user-agent"] ?? "";
    exchange.setCookie(`${CLEARANCE}=${clearanceOf(session, site)}; Path=/; SameSite=Lax`);
    exchange.text(200, "passed");
    return undefined;
  },
};

/**
 * The answer to a challenge. `SCRIPT` computes the same in the browser; it is not this function's own source, since
 * compilers rewrite that.
 */
function solve(nonce: string): string {
  let state = 7;
  for (let round = 0; round < 1000; round++) {
    state = (state * 31 + nonce.charCodeAt(round % nonce.length)) % 1_000_003;
  }
  return state.toString(36);
}

const SCRIPT = `
const nonce = document.querySelector("[data-nonce]").dataset.nonce;
let state = 7;
for (let round = 0; round < 1000; round++) state = (state * 31 + nonce.charCodeAt(round % nonce.length)) % 1000003;
fetch("/js/answer", { method: "POST", body: new URLSearchParams({ token: state.toString(36) }) })
  .then(() => location.reload());
`;

function hasPassed(exchange: Exchange, session: SiteSession, site: SiteContext): boolean {
  if (exchange.request.cookies[CLEARANCE] !== clearanceOf(session, site)) return false;
  return (
    !site.settings.bindToUserAgent ||
    session.clearedAgent === (exchange.request.headers["user-agent"] ?? "")
  );
}

function nonceOf({ number }: SiteSession, { settings }: SiteContext): string {
  return drawToken(settings.seed, "nonce", number);
}

function clearanceOf({ number }: SiteSession, { settings }: SiteContext): string {
  return drawToken(settings.seed, CLEARANCE, number);
}
