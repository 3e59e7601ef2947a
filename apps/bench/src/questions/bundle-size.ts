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
  readonly sizeLimit: number;
}

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
    return (JSON.parse(stdout) as Measured[]).map(({ name, size, sizeLimit }) => ({
      question: `core, bundled, brotli: ${name}`,
      ours: { value: size / 1000, unit: "kB" },
      peers: [],
      hold: { of: "value", bound: "most", limit: sizeLimit / 1000 },
    }));
  },
};
