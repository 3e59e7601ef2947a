import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createZyteEmulator } from "@sessionary/testkit/zyte";

/**
 * Zyte API in a process of its own. Its message says where: `emulator`, which keeps sessions, and `answers`, which says the same to everybody at
 * once, with a body of 2 kB.
 */
const emulator = await createZyteEmulator({ logSize: 0 });
const answer = JSON.stringify({
  url: "https://shop.example/",
  statusCode: 200,
  httpResponseBody: Buffer.from("<p>some text</p>".repeat(125)).toString("base64"),
});

const server = createServer((request, response) => {
  request.resume().on("end", () => {
    response.writeHead(200, {
      "content-type": "application/json",
      "content-length": answer.length,
      "request-id": "0123456789abcdef",
    });
    response.end(answer);
  });
});

server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({
    emulator: emulator.url,
    answers: `http://127.0.0.1:${port}/v1/`,
    apiKey: emulator.apiKey,
  });
});
process.once("disconnect", () => process.exit());
