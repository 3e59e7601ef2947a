import type { RotationName } from "../../limits.ts";
import { QueueRotation } from "./queue-rotation.ts";
import { RandomRotation } from "./random-rotation.ts";
import { RankedRotation } from "./ranked-rotation.ts";
import type { Rotation } from "./rotation.ts";

export function createRotation<State>(name: RotationName): Rotation<State> {
  switch (name) {
    case "random":
      return new RandomRotation();
    case "least-used":
      return new RankedRotation((record) => record.uses);
    case "ranked":
      return new RankedRotation((record) => record.rank);
    case "until-retired":
      return new QueueRotation("front");
    case "round-robin":
      return new QueueRotation("back");
  }
}
