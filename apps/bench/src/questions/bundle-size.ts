/**
 * How many bytes does a page that uses core download?
 *
 * What size-limit measures in core's checks: dist bundled and minified by esbuild, compressed by brotli.
 */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Question } from "../question.ts";

interface Measured {
  readonly name: string;
  readonly size: number;
}

/** What core is meant to weigh, in kB; core's own checks only keep it from growing. */
const HOLD: { readonly [name: string]: number } = {
  "createSessionPool alone": 10,
  "the whole index": 16,
};

const CORE = new URL("../../../../packages/core/", import.meta.url);

export const bundleSize: Question = {
  name: "bundle-size",
  async ask() {
    const command = fileURLToPath(new URL("node_modules/.bin/size-limit", CORE));
    const { stdout } = await promisify(execFile)(command, ["--json"], {
      cwd: fileURLToPath(CORE),
    }).catch((error: unknown) => {
      // It fails where a limit is missed, and says what it found all the same.
      if (error instanceof Error && "stdout" in error && error.stdout !== "")
        return error as Error & { stdout: string };
      throw error;
    });
    return (JSON.parse(stdout) as Measured[]).map(({ name, size }) => ({
      question: `core, bundled, brotli: ${name}`,
      ours: { value: size / 1000, unit: "kB" },
      peers: [],
      hold: { of: "value", bound: "most", limit: HOLD[name] ?? 0 },
    }));
  },
};
