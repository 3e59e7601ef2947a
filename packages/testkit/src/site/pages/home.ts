import { escapeHtml } from "../html.ts";
import { visitorOf, type Route } from "../page.ts";

/** `/`: the way in. */
export const homeRoute: Route = {
  methods: ["GET"],
  pattern: /^\/$/,
  session: "opens",
  page: (exchange, session) => {
    const who = session.account
      ? `<p>Logged in as <b class="account">${escapeHtml(session.account)}</b></p>\n`
      : "";
    exchange.html(200, {
      title: "Test shop",
      visitor: visitorOf(session),
      main: `<h1>Test shop</h1>
${who}<ul>
<li><a href="/links">Products</a></li>
<li><a href="/location">Change location</a></li>
<li><a href="/login">Log in</a></li>
<li><a href="/js">For browsers only</a></li>
</ul>`,
    });
    return undefined;
  },
};
