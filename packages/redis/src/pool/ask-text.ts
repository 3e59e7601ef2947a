import type { Ask } from "@sessionary/core";

/** An ask as scripts read it: a sign for the two common ones, else JSON without what is not asked. */
export function askText(ask: Ask): string {
  const { exclude, key, id, onMissing, vacancyFirst, pauseMs: pause, pick } = ask;
  const isPlain = (exclude?.length ?? 0) === 0 && key === undefined && id === undefined;
  if (isPlain && !pause && !pick) return vacancyFirst === true ? "+" : "-";
  return JSON.stringify({
    exclude: exclude?.length ? exclude : undefined,
    key,
    id,
    onMissing,
    vacancyFirst: vacancyFirst === true || undefined,
    pause: pause || undefined,
    pick: pick || undefined,
  });
}
