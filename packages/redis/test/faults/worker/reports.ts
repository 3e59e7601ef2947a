import type { FromWorker, News, Report, ToWorker } from "./protocol.ts";

const pending = new Map<number, () => void>();
let reports = 0;

process.on("message", (message: ToWorker) => {
  if (message.type !== "noted") return;
  pending.get(message.number)?.();
  pending.delete(message.number);
});

export function say(message: FromWorker): void {
  process.send?.(message);
}

/** Resolves when it was taken note of. */
export function report(told: Report): Promise<void> {
  const number = ++reports;
  const noted = new Promise<void>((resolve) => pending.set(number, resolve));
  say({ type: "report", number, report: told });
  return noted;
}

export function tell(news: News): void {
  say({ type: "news", news });
}
