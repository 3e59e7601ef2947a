#!/usr/bin/env bash
# Runs small programs on the built packages in the runtimes we promise besides the one at hand.
# The runtimes come from the npm registry; packages must be built.
set -euo pipefail
cd "$(dirname "$0")/smoke"

platform=$(node -p 'process.platform + "-" + process.arch')
for version in 22.23.3 24.21.0 26.10.0; do
  for program in core fetch axios; do
    echo "Node $version: $program"
    npx --yes --package "node-$platform@$version" --call "node $program.mjs"
  done
done
for program in core fetch; do
  echo "Bun: $program"
  npx --yes --package bun@1.4.5 --call "bun $program.mjs"
  echo "Deno: $program"
  npx --yes --package deno@2.9.6 --call "deno run --allow-env --allow-net --allow-read $program.mjs"
done
