import { once } from "node:events";
import { connect } from "node:net";

import { HOST } from "../ports.ts";
import { RedisServerError } from "../redis-server-error.ts";
import { readReply, type Reply } from "./read-reply.ts";

/**
 * Sends commands over a connection of their own and answers the replies. As much of a client as it takes to set servers up.
 *
 * @throws {RedisServerError} `ERR_REDIS_SERVER_REFUSED` when Redis answers one of them with an error, or hangs up
 */
export async function ask(
  port: number,
  ...commands: readonly (readonly string[])[]
): Promise<readonly Reply[]> {
  const socket = connect(port, HOST);
  try {
    await once(socket, "connect");
    socket.write(commands.map(encode).join(""));
    const replies: Reply[] = [];
    let bytes: Buffer = Buffer.alloc(0);
    for await (const chunk of socket) {
      bytes = Buffer.concat([bytes, chunk as Buffer]);
      for (let read = readReply(bytes); read !== undefined; read = readReply(bytes)) {
        if (read.reply instanceof Error) throw refusal(commands[replies.length], read.reply);
        replies.push(read.reply);
        bytes = bytes.subarray(read.end);
      }
      if (replies.length >= commands.length) return replies;
    }
    throw refusal(commands[replies.length], new Error("it hung up"));
  } finally {
    socket.destroy();
  }
}

function encode(command: readonly string[]): string {
  const parts = command.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`);
  return `*${command.length}\r\n${parts.join("")}`;
}

/** Names the command, but not what it was given. */
function refusal(command: readonly string[] = [], cause: Error): RedisServerError {
  const name = command.slice(0, 2).join(" ");
  const error = new RedisServerError("ERR_REDIS_SERVER_REFUSED", `${name}: ${cause.message}`);
  error.cause = cause;
  return error;
}
