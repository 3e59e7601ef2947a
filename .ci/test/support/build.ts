import { pnpm } from "./repo.ts";

/** Builds the packages before the tests that need them built; a cache hit when nothing changed. */
export async function setup(): Promise<void> {
  await pnpm("exec", "turbo", "run", "build", "--output-logs=errors-only");
}
