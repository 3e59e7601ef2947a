import type { OpenContext, Session } from "@sessionary/core";
import { FetchAdapter } from "../../src/adapter.ts";
import type { FetchState } from "../../src/fetch-state.ts";
import type { SessionFetchOptions } from "../../src/options.ts";
import { normalise } from "../../src/request/normalise.ts";
import type { FetchInput, RequestSpec, SessionRequest } from "../../src/request/session-request.ts";
import { resolveAdapterOptions } from "../../src/resolve-options.ts";

/** One session of an adapter, without the engine around it. */
export interface DrivenSession extends AsyncDisposable {
  readonly adapter: FetchAdapter;
  readonly session: Session<FetchState>;
  send(input: FetchInput | RequestSpec, init?: RequestInit): Promise<Response>;
  request(input: FetchInput | RequestSpec, init?: RequestInit): Promise<SessionRequest>;
  /** Closes the session, and cuts what is still read. */
  close(): Promise<void>;
}

let opened = 0;

/** Opens a session as the engine would. Each call makes an adapter of its own. */
export async function openSession(options: SessionFetchOptions = {}): Promise<DrivenSession> {
  const adapter = new FetchAdapter(resolveAdapterOptions(options));
  const context: OpenContext = {
    pool: "shop.example",
    id: `session-${++opened}`,
    slot: 0,
    variant: undefined,
    random: () => 0,
    signal: new AbortController().signal,
  };
  const session: Session<FetchState> = {
    id: context.id,
    slot: 0,
    state: await adapter.open(context),
    variant: undefined,
    createdAt: 0,
    lastLeasedAt: undefined,
    uses: 0,
    errors: 0,
    checkFailures: 0,
  };
  const request = async (
    input: FetchInput | RequestSpec,
    init?: RequestInit,
  ): Promise<SessionRequest> => normalise(input, init);
  const close = async (): Promise<void> => {
    await adapter.close(session);
    adapter.cutAfter(0);
  };
  return {
    adapter,
    session,
    request,
    send: async (input, init) =>
      adapter.send(await request(input, init), session, { signal: new AbortController().signal }),
    close,
    [Symbol.asyncDispose]: close,
  };
}
