import { escapeHtml } from "../html.ts";
import { visitorOf, type Route } from "../page.ts";

/** `/login`: user and password by form; the session then has an account. */
export const loginRoute: Route = {
  methods: ["GET", "POST"],
  pattern: /^\/login$/,
  session: "opens",
  page: (exchange, session, { settings }) => {
    if (exchange.request.method !== "POST") {
      exchange.html(200, {
        title: "Log in",
        visitor: visitorOf(session),
        main: `<h1>Log in</h1>
<form method="post" action="/login">
<label>User <input name="user" required></label>
<label>Password <input name="password" type="password" required></label>
<button>Log in</button>
</form>`,
      });
      return undefined;
    }
    const user = exchange.form.get("user") ?? "";
    const password = settings.accounts.get(user);
    if (password === undefined || exchange.form.get("password") !== password) {
      exchange.message(401, "wrong user or password");
      return "refused";
    }
    session.account = user;
    exchange.html(200, {
      title: "Logged in",
      visitor: visitorOf(session),
      main: `<p>Logged in as <b class="account">${escapeHtml(user)}</b></p>`,
    });
    return undefined;
  },
};
