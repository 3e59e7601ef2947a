import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const SERVER = fileURLToPath(new URL("zyte-server.ts", import.meta.url));

/** Where Zyte API is, and with which key. */
export interface ZyteServer {
  /** Base URL of the emulator. */
  readonly emulator: string;
  /** Base URL of a server that says the same to everybody. */
  readonly answers: string;
  readonly apiKey: string;
  stop(): void;
}

/** Starts it in a process of its own. */
export async function startZyteServer(): Promise<ZyteServer> {
  const child = fork(SERVER, { execArgv: ["--import", "tsx"] });
  const [where] = (await once(child, "message")) as [Omit<ZyteServer, "stop">];
  return { ...where, stop: () => child.disconnect() };
}
