import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

const CHILD = fileURLToPath(new URL("child.ts", import.meta.url));
const EXEC_ARGV = ["--import", "tsx", "--expose-gc", "--max-old-space-size=4096"];

/**
 * Calls `measure(...values)` of a module in a new process, so that no other measurement has shaped its heap or its compiled code.
 *
 * @throws when the process ends without an answer
 */
export function inChild<Answer>(module: string, ...values: readonly unknown[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const extra = process.env["BENCH_NODE_ARGS"]?.split(" ") ?? [];
    const child = fork(CHILD, [module, JSON.stringify(values)], {
      execArgv: [...EXEC_ARGV, ...extra],
    });
    child.once("message", (answer) => resolve(answer as Answer));
    child.once("error", reject);
    child.once("exit", (code) =>
      reject(new Error(`${module} ${JSON.stringify(values)}: exit code ${code}, no answer`)),
    );
  });
}
