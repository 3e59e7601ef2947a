import axios, { type AxiosInstance, type CreateAxiosDefaults } from "axios";
import { afterEach } from "vitest";
import { withSessions, type AxiosSessions, type WithSessionsOptions } from "../../src/index.ts";

type WithPools<Extra extends object> = AxiosInstance & { readonly sessions: AxiosSessions<Extra> };

/** Makes instances with sessions, one by default, which are closed after each test. */
export function instances(): <Extra extends object>(
  options?: WithSessionsOptions<Extra>,
  defaults?: CreateAxiosDefaults,
) => WithPools<Extra> {
  const made: Pick<AxiosSessions, "close">[] = [];
  afterEach(async () => {
    for (const sessions of made.splice(0)) await sessions.close({ drainTimeoutMs: 0 });
  });
  return (options, defaults) => {
    const http = withSessions(axios.create(defaults), { pool: { size: 1 }, ...options });
    made.push(http.sessions);
    return http;
  };
}

/** What a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ("error" in outcome) return outcome.error;
  throw new Error("expected a rejection");
}
