import { ask } from "../wire/ask.ts";
import type { RunningServer } from "./running-server.ts";

/** Something that becomes true of a server. */
export interface Saying {
  /** A command whose reply tells. */
  readonly command: readonly string[];
  /** In the reply once it is true. */
  readonly reply: string;
  /** In the line that the server prints when it becomes true. */
  readonly text: string;
}

/** Resolves when the server says so, at once or when it prints it. */
export async function whenSaid(
  server: RunningServer,
  { command, reply, text }: Saying,
): Promise<void> {
  // Watched before it is asked, or what it prints in between would be missed.
  const printed = server.whenPrinted(text);
  printed.catch(() => undefined); // for the case that it is not awaited
  const replies = await ask(server.port, command);
  if (!JSON.stringify(replies).includes(reply)) await printed;
}
