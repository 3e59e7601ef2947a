import { expect, test } from "vitest";
import { createZyteClient } from "../../src/index.ts";
import { bodyOf, serve } from "../support/server.ts";

test("a query is one POST to extract, authorised by the key alone, and its response has what was asked for", async () => {
  const seen: unknown[] = [];
  await using server = await serve(async (request, response) => {
    const { method, url, headers } = request;
    seen.push({ method, url, headers, body: JSON.parse(await bodyOf(request)) });
    response.setHeader("request-id", "id-1");
    response.setHeader("content-type", "application/json");
    response.end(
      JSON.stringify({ url: "https://a.example/", httpResponseBody: "w6k=", statusCode: 200 }),
    );
  });
  await using zyte = createZyteClient({ apiKey: "KEY", baseUrl: `${server.origin}/v1` });
  const query = { url: "https://a.example/é?q=a b", httpResponseBody: true };
  const response = await zyte.extract(query);
  expect(seen).toMatchObject([
    {
      method: "POST",
      url: "/v1/extract",
      headers: { authorization: "Basic S0VZOg==", "user-agent": "sessionary-zyte-api" },
      body: { url: "https://a.example/%C3%A9?q=a%20b", httpResponseBody: true },
    },
  ]);
  expect(query.url).toBe("https://a.example/é?q=a b");
  expect({ ...response }).toEqual({
    url: "https://a.example/",
    httpResponseBody: "w6k=",
    statusCode: 200,
  });
  expect(response.bodyText).toBe("é");
  expect(response.bodyBytes).toBe(response.bodyBytes);
  expect(response.requestId).toBe("id-1");
});
