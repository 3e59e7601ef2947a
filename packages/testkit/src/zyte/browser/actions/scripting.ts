import { ScriptWorld } from "../scripts.ts";
import { failed, loaded, DONE, type ActionHandler } from "./action.ts";

/** Runs a script in the page. */
export const evaluate: ActionHandler = async (action, { page }) => {
  const world = new ScriptWorld(page);
  const error = await world.run(String(action["source"]));
  await world.settled();
  if (error !== undefined) return failed(action, error);
  return world.goesTo ? loaded(action, await page.goto(world.goesTo)) : DONE;
};

/** Interactions are scripts the service keeps for its customers: the emulator keeps none. */
export const interaction: ActionHandler = (action) =>
  failed(action, `there is no interaction ${String(action["id"])}`);
