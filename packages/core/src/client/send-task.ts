import type { SessionAdapter } from "../adapter/adapter.ts";
import type { SessionPool, Task, UseOptions } from "../pool/session-pool.ts";
import type { RequestOptions } from "./client-options.ts";

/** Sends the request of each attempt through its session. */
export function createSendTask<State, Request, Response>(
  adapter: SessionAdapter<State, Request, Response>,
): Task<Response, State, Request> {
  // The context goes on as it is: its signal is made when somebody reads it.
  return (context) => adapter.send(context.request, context.session, context);
}

/**
 * Sends the request of each attempt as `prepare` makes it.
 *
 * What `prepare` throws is the caller's own mistake: nobody may classify it, blame the session for it or try again. To the pool it is a caller
 * who gives up, with that error as the reason.
 */
export async function usePrepared<State, Request, Response>(
  pool: SessionPool<State, Request, Response>,
  adapter: SessionAdapter<State, Request, Response>,
  prepare: NonNullable<RequestOptions<State, Request, Response>["prepare"]>,
  options: UseOptions<Request>,
): Promise<Response> {
  const { signal } = options;
  const controller = new AbortController();
  const giveUp = (): void => controller.abort(signal?.reason);
  signal?.addEventListener("abort", giveUp, { once: true });
  if (signal?.aborted) giveUp();
  const task: Task<Response, State, Request> = async (context) => {
    let request: Request;
    try {
      request = await prepare(context.request, context.session);
    } catch (error) {
      controller.abort(error);
      throw error;
    }
    return adapter.send(request, context.session, context);
  };
  try {
    return await pool.use(task, { ...options, signal: controller.signal });
  } finally {
    signal?.removeEventListener("abort", giveUp);
  }
}
