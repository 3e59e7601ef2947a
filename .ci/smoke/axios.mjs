// Sends axios requests through sessions of the built packages and real proxies, to a site on this machine, and closes: the agents
// of sessions are built on what Node's own agents are inside.
import { withSessions } from "@sessionary/axios";
import { createTestProxies, createTestSite } from "@sessionary/testkit";
import axios from "axios";

const site = await createTestSite({ bindToAddress: true, ban: { afterUses: 3 } });
const proxies = await createTestProxies(2, { username: "user", password: "secret" });
const urls = proxies.map(({ url }) => url);
const http = withSessions(axios.create(), { pool: { size: 2 }, proxies: urls });

for (let product = 1; product <= 12; product++) {
  const { data } = await http.get(`${site.origin}/api/product/${product}`);
  if (data.price !== site.price(product, "10001"))
    throw new Error(`product ${product}: ${data.price}`);
}
const banned = site.truth().sessions.filter(({ addresses }) => addresses.length > 1);
if (banned.length > 0) throw new Error("a session has changed its proxy");

await http.sessions.close();
await Promise.all(proxies.map((proxy) => proxy.whenIdle()));
await Promise.all([site.close(), ...proxies.map((proxy) => proxy.close())]);
// Nothing is left: the process exits by itself.
