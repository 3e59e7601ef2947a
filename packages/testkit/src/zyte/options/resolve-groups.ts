import {
  checkBoolean,
  checkChoice,
  checkDrawn,
  checkGroup,
  checkInteger,
  checkNumber,
} from "../../site/check-option.ts";
import { refuseOption } from "../../site/invalid-option.ts";
import { PROBLEM_TYPES, type ZyteProblemType } from "../problems/problem-types.ts";
import { at } from "./checks.ts";
import type { ZyteRateLimits, ZyteServerSessionLimits, ZyteSessionLimits } from "./options.ts";
import type { EmulatorSettings } from "./resolve-options.ts";

const OWNER = "ZyteEmulator";
const COUNT = [1, Number.MAX_SAFE_INTEGER] as const;
const SOME_MS = [1, Number.MAX_SAFE_INTEGER] as const;

export function resolveSessions(
  value: ZyteSessionLimits | undefined,
): EmulatorSettings["sessions"] {
  const given = checkGroup<ZyteSessionLimits>(at("sessions"), value, {
    maxAgeMs: true,
    maxIdleMs: true,
    maxBans: true,
    rememberedMs: true,
    maxActive: true,
    mismatch: true,
  });
  return {
    maxAgeMs: checkNumber(at("sessions.maxAgeMs"), given.maxAgeMs ?? 900_000, SOME_MS),
    maxIdleMs: checkNumber(at("sessions.maxIdleMs"), given.maxIdleMs ?? 120_000, SOME_MS),
    maxBans: checkInteger(at("sessions.maxBans"), given.maxBans ?? 3, COUNT),
    rememberedMs: checkDrawn(
      at("sessions.rememberedMs"),
      given.rememberedMs ?? 300_000,
      "integer",
      0,
    ),
    maxActive: countOrEndless("sessions.maxActive", given.maxActive),
    mismatch: checkChoice(at("sessions.mismatch"), given.mismatch ?? "ignore", [
      "ignore",
      "refuse",
    ]),
  };
}

export function resolveServerSessions(
  value: ZyteServerSessionLimits | undefined,
): EmulatorSettings["serverSessions"] {
  const given = checkGroup<ZyteServerSessionLimits>(at("serverSessions"), value, {
    maxAgeMs: true,
    maxBans: true,
  });
  return {
    maxAgeMs: checkNumber(at("serverSessions.maxAgeMs"), given.maxAgeMs ?? 14_400_000, SOME_MS),
    maxBans: checkInteger(at("serverSessions.maxBans"), given.maxBans ?? 3, COUNT),
  };
}

export function resolveLimits(value: ZyteRateLimits | undefined): EmulatorSettings["limits"] {
  const given = checkGroup<ZyteRateLimits>(at("limits"), value, {
    userPerMinute: true,
    domainPerMinute: true,
    orgDomainPerMinute: true,
    globalPerMinute: true,
    retryAfter: true,
  });
  return {
    userPerMinute: countOrEndless("limits.userPerMinute", given.userPerMinute),
    domainPerMinute: countOrEndless("limits.domainPerMinute", given.domainPerMinute),
    orgDomainPerMinute: countOrEndless("limits.orgDomainPerMinute", given.orgDomainPerMinute),
    globalPerMinute: countOrEndless("limits.globalPerMinute", given.globalPerMinute),
    retryAfter: checkBoolean(at("limits.retryAfter"), given.retryAfter ?? true),
  };
}

function countOrEndless(option: string, value: number = Infinity): number {
  return value === Infinity ? value : checkInteger(at(option), value, COUNT);
}

export function resolveTroubles(
  value: Readonly<Partial<Record<ZyteProblemType, number>>>,
): EmulatorSettings["troubles"] {
  if (typeof value !== "object" || value === null)
    refuseOption(OWNER, "troubles", "shares by problem type", value);
  const troubles = Object.entries(value).map(([type, share]) => {
    const known = checkChoice(at("troubles"), type, PROBLEM_TYPES);
    return [known, checkNumber(at(`troubles.${type}`), share, [0, 1])] as const;
  });
  const sum = troubles.reduce((total, [, share]) => total + share, 0);
  if (!(sum <= 1)) refuseOption(OWNER, "troubles", "shares that add up to 1 at most", sum);
  return troubles;
}
