import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * A site in a process of its own: pages of 2 kB, each with a Set-Cookie. `/same` sends the visitor's cookie again, as sites do that prolong a
 * session with every page; `/changing` sends a new value each time.
 */
const PAGE = `<!doctype html><title>page</title>${"<p>some text</p>".repeat(126)}`;

const server = createServer((request, response) => {
  const known = /\bsid=([^;]+)/.exec(request.headers.cookie ?? "")?.[1];
  const id = request.url === "/changing" ? randomUUID() : (known ?? randomUUID());
  response.writeHead(200, {
    "content-type": "text/html; charset=utf-8",
    "content-length": Buffer.byteLength(PAGE),
    "set-cookie": `sid=${id}; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax`,
  });
  response.end(PAGE);
});

server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.once("disconnect", () => process.exit());
