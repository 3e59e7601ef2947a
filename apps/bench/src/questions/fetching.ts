/**
 * What do sessions cost a fetch?
 *
 * 32 requests in flight against a server in its own process on 127.0.0.1: pages of 2 kB with a Set-Cookie, the body is read. 32 sessions. Each client
 * runs in a child process of its own, in rounds of 300 ms that alternate with rounds of the global fetch without cookies; the
 * figure is pages a second relative to it, the median of 15 rounds. The last line compares the CPU time of this process for a page
 * instead, which says the same more steadily on a busy machine. "ideal" is a list of jars that know names and values only.
 */
import { cpuTimeOfAPage, pagesASecond, type Matchup } from "../clients/side-by-side.ts";
import type { Question } from "../question.ts";

const MATCHUP: Matchup = {
  ours: "@sessionary/fetch",
  bare: "fetch",
  peers: ["an ideal session", "fetch-cookie", "tough-cookie by hand"],
};

const WORDS = "fetch adapter / bare fetch, 32 in flight, pages with";

export const fetching: Question = {
  name: "fetch",
  async ask() {
    return [
      await pagesASecond(`${WORDS} the same cookie again`, MATCHUP, {
        path: "/same",
        hold: { of: "ratio", bound: "least", limit: 0.85 },
      }),
      await pagesASecond(`${WORDS} another cookie each`, MATCHUP, { path: "/changing" }),
      await cpuTimeOfAPage(MATCHUP),
    ];
  },
};
