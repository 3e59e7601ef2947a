import type { Answer } from "../answer.ts";
import type { EmulatorState } from "../emulator-state.ts";
import type { OpenZyteRequest } from "../ledger/ledger.ts";
import type { ZyteQuery } from "../query/query.ts";

/**
 * What an answer by plan or by seed does to the session of its request: a 520 is a ban and a 521 a use without one, and both make the
 * session of a new id; `/problem/session-expired` is true from then on. Other errors come before a session is touched.
 */
export function befall(
  { status, type, cut }: Answer,
  request: OpenZyteRequest,
  { session: asked, geolocation, ipType }: ZyteQuery,
  { store, settings, events }: EmulatorState,
): void {
  if (!asked || cut === "before") return;
  const apiKey = request.apiKey ?? "";
  const standing = store.standing(apiKey, asked.id);
  if (type === "/problem/session-expired" && standing.kind === "live") {
    store.end(standing.session, "told");
    standing.session.refused += 1;
  }
  if ((status !== 520 && status !== 521) || standing.kind === "refused") return;
  const session =
    standing.kind === "live"
      ? standing.session
      : store.create(apiKey, asked.id, { geolocation, ipType });
  if (standing.kind === "new") events.emit("session", session.truth());
  request.session = session.number;
  session.enter(settings.now());
  session.leave(settings.now());
  if (status === 520) store.ban(session);
  else session.bansInARow = 0;
}
