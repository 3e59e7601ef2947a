import { Presets, SingleBar } from "cli-progress";
import type { MessageStream } from "./surroundings.ts";

/** How far a run is. */
export interface Progress {
  /** Another query is done. */
  step(failed: boolean): void;
  /** Runs a write to the stream between two pictures of the bar. */
  around(write: () => void): void;
  end(): void;
}

const silent: Progress = { step() {}, around: (write) => write(), end() {} };

/** A bar on a terminal, nothing elsewhere. */
export function openProgress(stream: MessageStream, total: number | undefined): Progress {
  if (stream.isTTY !== true) return silent;
  const format =
    total === undefined
      ? "{value} queries, {failed} failed, {duration_formatted}"
      : "{bar} {value}/{total}, {failed} failed, {eta_formatted} to go";
  const bar = new SingleBar(
    { stream, format, hideCursor: true, linewrap: null },
    Presets.shades_classic,
  );
  let failures = 0;
  bar.start(total ?? 0, 0, { failed: 0 });
  return {
    step(failed) {
      if (failed) failures += 1;
      bar.increment(1, { failed: failures });
    },
    around(write) {
      stream.write("\r\u001B[K");
      write();
      bar.updateETA();
      bar.render();
    },
    end: () => bar.stop(),
  };
}
