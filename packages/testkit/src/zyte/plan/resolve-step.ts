import { checkChoice, checkGroup, checkInteger, checkText } from "../../site/check-option.ts";
import { refuseOption } from "../../site/invalid-option.ts";
import { SHAPES } from "../problems/error-shape.ts";
import { PROBLEM_TYPES } from "../problems/problem-types.ts";
import { ACTION_NAMES } from "../query/action-rules.ts";
import type { ZytePlannedAnswer, ZytePlanOptions, ZytePlanStep } from "./plan-step.ts";

const OWNER = "ZyteEmulator.plan";

/**
 * A step as an answer said in full.
 *
 * @throws SessionaryError `ERR_INVALID_OPTION`
 */
export function resolveStep(step: ZytePlanStep, index: number): ZytePlannedAnswer {
  const place = { owner: OWNER, option: `steps[${index}]` };
  if (typeof step === "number") return { status: checkInteger(place, step, [200, 599]) };
  if (step === "pass") return {};
  if (step === "cut") return { cut: "before" };
  if (typeof step === "string") return { type: checkChoice(place, step, PROBLEM_TYPES) };
  return checkAnswer(place.option, step);
}

function checkAnswer(option: string, step: ZytePlannedAnswer): ZytePlannedAnswer {
  const at = (name: string): { owner: string; option: string } => ({
    owner: OWNER,
    option: `${option}.${name}`,
  });
  const given = checkGroup<ZytePlannedAnswer>({ owner: OWNER, option }, step, KNOWN);
  const { status, type, detail, retryAfter, as, cut, hold, failActions } = given;
  if (status !== undefined) checkInteger(at("status"), status, [200, 599]);
  if (type !== undefined) checkChoice(at("type"), type, PROBLEM_TYPES);
  if (detail !== undefined) checkText(at("detail"), detail, /^/, "a text");
  if (typeof retryAfter === "number") checkInteger(at("retryAfter"), retryAfter, [0, 2 ** 31]);
  else if (retryAfter !== undefined)
    checkText(at("retryAfter"), retryAfter, /^[\x20-\x7e]*$/, "seconds or printable ASCII");
  if (as !== undefined) checkChoice(at("as"), as, SHAPES);
  if (cut !== undefined) checkChoice(at("cut"), cut, ["before", "inside"]);
  if (hold !== undefined) checkText(at("hold"), hold, /^/, "a text");
  if (failActions !== undefined) checkActions(at("failActions"), failActions);
  return { ...given };
}

function checkActions(
  { owner, option }: { owner: string; option: string },
  names: readonly string[],
): void {
  if (!Array.isArray(names) || names.some((name) => !ACTION_NAMES.includes(name)))
    refuseOption(owner, option, "names of actions", names);
}

const KNOWN = {
  status: true,
  type: true,
  detail: true,
  retryAfter: true,
  as: true,
  cut: true,
  hold: true,
  failActions: true,
} as const;

/**
 * The options of a plan, checked.
 *
 * @throws SessionaryError `ERR_INVALID_OPTION`
 */
export function resolvePlanOptions(options: ZytePlanOptions | undefined): ZytePlanOptions {
  const given = checkGroup<ZytePlanOptions>({ owner: OWNER, option: "options" }, options, {
    matches: true,
  });
  if (given.matches !== undefined && typeof given.matches !== "function")
    refuseOption(OWNER, "matches", "a function", given.matches);
  return given;
}
