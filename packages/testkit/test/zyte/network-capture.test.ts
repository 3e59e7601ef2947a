import { createServer } from "node:http";

import { expect, test } from "vitest";

import { createZyteEmulator } from "../../src/zyte/index.ts";
import { ask, rendered } from "./asking.ts";

interface Captured {
  readonly url: string;
  readonly statusCode: number;
  readonly httpResponseBody?: string;
}

test("documents and the requests of scripts are told apart", async () => {
  await using zyte = await createZyteEmulator();
  const capture = async (resourceType: string): Promise<readonly Captured[]> => {
    const networkCapture = [{ filterType: "resourceType", resourceType }];
    const { body } = await ask(zyte, rendered("/js", { networkCapture }));
    return body["networkCapture"] as unknown as readonly Captured[];
  };
  expect((await capture("document")).map(({ url }) => url)).toEqual([
    "https://shop.example/js",
    "https://shop.example/js",
  ]);
  const [answer, ...rest] = await capture("xhr");
  expect(rest).toEqual([]);
  expect(answer).toEqual({
    url: "https://shop.example/js/answer",
    statusCode: 200,
    headers: expect.objectContaining({ "content-type": "text/plain; charset=utf-8" }),
    filter: { filterType: "resourceType", resourceType: "xhr" },
    request: {
      url: "https://shop.example/js/answer",
      method: "POST",
      headers: expect.objectContaining({ referer: "https://shop.example/js" }),
      body: expect.stringMatching(/^token=/),
    },
    interceptionStatus: { status: "success" },
  });
});

test("URLs are compared as they are, bodies come if asked for", async () => {
  await using zyte = await createZyteEmulator();
  const capture = async (filter: object): Promise<unknown> => {
    const networkCapture = [{ filterType: "url", ...filter }];
    const { body } = await ask(zyte, rendered("/redirect/1", { networkCapture }));
    return (body["networkCapture"] as unknown as readonly Captured[]).map(({ url }) =>
      url.replace("https://shop.example", ""),
    );
  };
  expect(await capture({ matchType: "contains", value: "/redirect" })).toEqual(["/redirect/1"]);
  expect(await capture({ matchType: "contains", value: "/REDIRECT" })).toEqual([]);
  expect(await capture({ matchType: "endsWith", value: "echo" })).toEqual(["/echo"]);
  expect(await capture({ matchType: "startsWith", value: "https://" })).toHaveLength(2);
  expect(await capture({ matchType: "exact", value: "https://shop.example" })).toEqual([]);
  const exact = {
    filterType: "url",
    matchType: "exact",
    value: "https://shop.example/cookies",
    httpResponseBody: true,
  };
  const { body } = await ask(zyte, rendered("/cookies", { networkCapture: [exact] }));
  expect(body["networkCapture"]).toMatchObject([{ httpResponseBody: btoa("{}"), filter: exact }]);
});

test("ten responses at most, and 5 MiB of bodies, the first that fit", async () => {
  const sizes: Readonly<Record<string, number>> = { "/a": 3, "/b": 3, "/c": 1 };
  const server = createServer((incoming, outgoing) => {
    const mebibytes = sizes[incoming.url ?? ""];
    outgoing.end(mebibytes === undefined ? "<p>" : "x".repeat(mebibytes * 1024 * 1024));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  try {
    await using zyte = await createZyteEmulator({
      hosts: { "big.example": `http://127.0.0.1:${port}` },
    });
    const capture = async (
      paths: readonly string[],
      httpResponseBody: boolean,
    ): Promise<unknown> => {
      const { body } = await ask(zyte, {
        url: "https://big.example/",
        browserHtml: true,
        actions: paths.map((url) => ({ action: "goto", url })),
        networkCapture: [
          { filterType: "resourceType", resourceType: "document", httpResponseBody },
        ],
      });
      return (body["networkCapture"] as unknown as readonly Captured[]).map(({ url }) =>
        url.replace("https://big.example", ""),
      );
    };
    expect(await capture(["/a", "/b", "/c"], true)).toEqual(["/", "/a", "/c"]);
    const many = Array.from({ length: 12 }, (_, index) => `/${index + 1}`);
    expect(await capture(many, false)).toEqual(["/", ...many.slice(0, 9)]);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
