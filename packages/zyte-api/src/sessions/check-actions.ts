import type { DetailedVerdict, Judgement, Phase } from "@sessionary/core";
import type { Address } from "../request/address.ts";
import type { ActionResult, ZyteResponse } from "../response/zyte-response.ts";

/** How the service begins to say that it cannot set the location on this site. */
const UNSUPPORTED = "Action setLocation not supported ";

/** What a response is looked at for. */
export interface ActionsContext {
  readonly phase: Phase;
  readonly location: Address | undefined;
  /** Whether a failed action of an init fails it. */
  readonly checkInitActions: boolean;
}

/**
 * What the actions of a response say about its session, where no checker of the user's does: a failed `setLocation` of a request that wants a
 * location makes it invalid, any failed action of an init fails that init, and a site where the service cannot set the location stops the client.
 */
export function checkActions(
  { actions = [] }: Pick<ZyteResponse, "actions">,
  { phase, location, checkInitActions }: ActionsContext,
): Judgement {
  const set = location && actions.find(({ action }) => action === "setLocation");
  if (set?.error?.startsWith(UNSUPPORTED)) {
    return { verdict: "stop", reason: "unsupported_set_location" };
  }
  const isChecked = phase === "init" && checkInitActions;
  const failed = isChecked ? actions.find(({ status }) => status === "returned") : undefined;
  if (failed) return invalid(failed);
  return set && set.status !== "success" ? invalid(set) : "ok";
}

function invalid({ action, status }: ActionResult): DetailedVerdict {
  return { verdict: "invalid", reason: `action ${action}: ${status}` };
}
