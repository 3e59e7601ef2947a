#!/usr/bin/env node
import { runCli } from "./run-cli.ts";

// In the list of processes it stands in the place of the arguments, one of which may be the key.
process.title = "sessionary-zyte";

// A reader that has seen enough (`| head`) is no crash; the run ends when its output can no longer be written.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

process.exitCode = await runCli(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  onInterrupt: (interrupt) => {
    // The first is a request to stop; the second is the system's to deal with.
    process.once("SIGINT", interrupt);
    return () => process.off("SIGINT", interrupt);
  },
});
