#!/usr/bin/env node
import { runCli } from "./run-cli.ts";

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
