export interface TestClock {
  readonly now: () => number;
  advance(ms: number): void;
}

/** Time stands still until a test moves it. */
export function createTestClock(startAt: number = Date.UTC(2026, 0, 1)): TestClock {
  let nowAt = startAt;
  return {
    now: () => nowAt,
    advance: (ms) => {
      nowAt += ms;
    },
  };
}
