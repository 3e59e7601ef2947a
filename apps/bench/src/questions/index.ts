import type { Question } from "../question.ts";
import { axiosRequests } from "./axios-requests.ts";
import { browsing } from "./browsing.ts";
import { bundleSize } from "./bundle-size.ts";
import { bytesASession } from "./bytes-a-session.ts";
import { crawling } from "./crawling.ts";
import { crawlingWithBans } from "./crawling-with-bans.ts";
import { fetching } from "./fetching.ts";
import { filling } from "./filling.ts";
import { flat } from "./flat.ts";
import { leaseAndSettle } from "./lease-and-settle.ts";
import { redisFlat } from "./redis-flat.ts";
import { redisFleet } from "./redis-fleet.ts";
import { redisLeases } from "./redis-leases.ts";
import { redisLocalLeases } from "./redis-local-leases.ts";
import { retiring } from "./retiring.ts";
import { useATask } from "./use-a-task.ts";
import { waitingCallers } from "./waiting-callers.ts";
import { zyteSessions } from "./zyte-sessions.ts";
import { zyteStreaming } from "./zyte-streaming.ts";

/** In the order of the table. */
export const questions: readonly Question[] = [
  leaseAndSettle,
  flat,
  useATask,
  retiring,
  waitingCallers,
  filling,
  bytesASession,
  bundleSize,
  fetching,
  axiosRequests,
  crawling,
  crawlingWithBans,
  browsing,
  zyteSessions,
  zyteStreaming,
  redisLeases,
  redisLocalLeases,
  redisFleet,
  redisFlat,
];
