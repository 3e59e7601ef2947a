/**
 * What do sessions cost an axios request?
 *
 * As for fetch: 32 requests in flight, 32 sessions, pages of 2 kB with a Set-Cookie from a server in its own process, each client in a child
 * process of its own, in rounds of 300 ms that alternate with rounds of bare axios on one keep-alive agent without cookies; pages a
 * second relative to that, the median of 15 rounds. The peers keep cookies with tough-cookie, one jar for each of 32 visitors.
 */
import { cpuTimeOfAPage, pagesASecond, type Matchup } from "../clients/side-by-side.ts";
import type { Question } from "../question.ts";

const MATCHUP: Matchup = {
  ours: "@sessionary/axios",
  bare: "axios",
  peers: ["http-cookie-agent", "axios-cookiejar-support"],
};

const WORDS = "axios adapter / bare axios with keep-alive, 32 in flight, pages with";

export const axiosRequests: Question = {
  name: "axios",
  async ask() {
    return [
      await pagesASecond(`${WORDS} the same cookie again`, MATCHUP, {
        path: "/same",
        hold: { of: "ratio", bound: "least", limit: 0.9 },
      }),
      await pagesASecond(`${WORDS} another cookie each`, MATCHUP, { path: "/changing" }),
      await cpuTimeOfAPage(MATCHUP),
    ];
  },
};
