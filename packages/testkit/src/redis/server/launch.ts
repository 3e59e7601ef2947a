import { HOST } from "../ports.ts";

/** How to start one kind of server: what differs between a plain one, a cluster's node and a sentinel. */
export interface Launch {
  readonly program: string;
  /** Its folder; `undefined` for one of its own. */
  readonly dir: string | undefined;
  /** Its port; `undefined` for a free one. */
  readonly port: number | undefined;
  /** At which distances from its port it listens as well. */
  readonly distances: readonly number[];
  /** Its command line, given the port. */
  args(port: number): readonly string[];
  /** Writes what must be in the folder before its first start. */
  prepare(dir: string, port: number): Promise<void>;
  /** In the line that it prints when it takes connections. */
  readonly readyText: string;
}

/** A server that keeps nothing unless `args` say so. */
export function plainLaunch(options: {
  readonly program: string;
  readonly args?: readonly string[];
  readonly dir?: string | undefined;
  readonly port?: number | undefined;
  readonly distances?: readonly number[];
}): Launch {
  const { program, args = [], dir, port, distances = [] } = options;
  return {
    program,
    dir,
    port,
    distances,
    args: (chosen) =>
      `--port ${chosen} --bind ${HOST} --appendonly no --save`.split(" ").concat("", args),
    prepare: () => Promise.resolve(),
    readyText: "Ready to accept connections",
  };
}
