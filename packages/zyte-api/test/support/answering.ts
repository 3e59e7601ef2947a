import { serve, type LocalServer } from "./server.ts";

/** One answer of a server: a status and what else differs from a plain problem. */
export interface Scripted {
  readonly status: number;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The body as it is. @default a problem of the status and type; for 200 a result */
  readonly body?: string;
  /** Hangs up instead. */
  readonly drop?: boolean;
}

/** A server that answers as the script says, whatever it is asked; the last answer again and again. */
export async function answering(
  ...script: readonly (Scripted | number)[]
): Promise<LocalServer & { readonly asked: number }> {
  let asked = 0;
  const server = await serve((request, response) => {
    request.resume();
    const step = script[Math.min(asked++, script.length - 1)] ?? 200;
    const answer = typeof step === "number" ? { status: step } : step;
    if (answer.drop === true) {
      request.socket.destroy();
      return;
    }
    const { status, type } = answer;
    response.statusCode = status;
    response.setHeader("content-type", "application/json");
    for (const [name, value] of Object.entries(answer.headers ?? {})) {
      response.setHeader(name, value);
    }
    const json = status === 200 ? { url: "https://a.example/" } : { type, status, title: "Oh" };
    response.end(answer.body ?? JSON.stringify(json));
  });
  return Object.defineProperty(server, "asked", { get: () => asked }) as LocalServer & {
    readonly asked: number;
  };
}
