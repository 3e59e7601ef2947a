// Fetches through sessions of the built packages from a server on this machine, and closes.
import { createServer } from "node:http";

import { createSessionFetch } from "@sessionary/fetch";

const server = createServer((request, response) => {
  const fresh = request.headers.cookie === undefined;
  response.setHeader("set-cookie", "session=1; Path=/");
  response.end(fresh ? "new" : "known");
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${server.address().port}/`;

const fetch = createSessionFetch({ pool: { size: 1 } });
const answers = [await fetch(url), await fetch(url)];
const texts = await Promise.all(answers.map((answer) => answer.text()));
if (texts.join() !== "new,known") throw new Error(`expected new,known, got ${texts.join()}`);

await fetch.sessions.close();
server.close();
// Nothing is left: the process exits by itself.
