import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * Answers what browsers ask for by themselves, now and then: a site's icon. It comes from outside the shop: it is nobody's use of a
 * session, and not counted. Answers whether it was asked for.
 */
export function answerIcon(incoming: IncomingMessage, outgoing: ServerResponse): boolean {
  if (incoming.url !== "/favicon.ico") return false;
  outgoing.writeHead(204, { "cache-control": "public, max-age=86400" }).end();
  return true;
}
