import { cpus, loadavg } from "node:os";

/** What the figures were taken on. */
export interface Machine {
  readonly node: string;
  readonly cores: number;
  /** Processes that ran or wanted to, on average over the last minute; the benchmarks themselves make one or two. */
  readonly load: number;
}

export function machine(): Machine {
  return { node: process.version, cores: cpus().length, load: loadavg()[0] ?? 0 };
}

export function machineInWords({ node, cores, load }: Machine): string {
  const base = `Node ${node}, ${cores} cores, load ${load.toFixed(1)}`;
  return load > cores + 0.5 ? `${base}: others worked too, times are upper bounds` : base;
}
