import { expect, test, vi } from "vitest";
import { createZyteClient, createZyteSessions, type ZyteClient } from "../../src/index.ts";
import { holding } from "../support/holding.ts";

const QUERY = { url: "https://a.example/" } as const;

test.each([
  ["a client of ours", (client: ZyteClient) => client],
  ["one that somebody spies on", (client: ZyteClient) => (vi.spyOn(client, "extract"), client)],
  ["one that somebody has wrapped", wrapped],
  ["one that a proxy stands for", traced],
])("a query that is given up ends in flight: %s", async (_, made) => {
  await using server = await holding();
  await using zyte = createZyteClient({ apiKey: "KEY", baseUrl: server.origin });
  await using sessions = createZyteSessions({ client: made(zyte), pool: { size: 1 } });
  const controller = new AbortController();
  const extract = sessions.extract(QUERY, { signal: controller.signal });
  (await server.next()).answer();
  const { gone } = await server.next();
  const enough = new Error("enough");
  controller.abort(enough);
  await expect(extract).rejects.toBe(enough);
  await gone;
  expect(zyte.stats()).toMatchObject({ attempts: 2, succeeded: 1, aborted: 1, running: 0 });
});

function wrapped(client: ZyteClient): ZyteClient {
  return {
    extract: (query, options) => client.extract(query, options),
    iterate: (queries, options) => client.iterate(queries, options),
    stats: () => client.stats(),
    close: (options) => client.close(options),
    [Symbol.asyncDispose]: () => client.close(),
  };
}

/** As tools do it that trace calls. */
function traced(client: ZyteClient): ZyteClient {
  return new Proxy(client, {
    get: (target, key) => {
      if (key !== "extract") return Reflect.get(target, key);
      const extract: ZyteClient["extract"] = (query, options) => target.extract(query, options);
      return extract;
    },
  });
}
