#!/usr/bin/env bash
# Packs every package as it would be published, and checks what a user would get: manifest, files, types.
# Run it by `pnpm exec`, which has the tools on its path.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

pnpm --recursive --filter './packages/*' pack --pack-destination "$folder" > "$folder/pack.log"
for tarball in "$folder"/*.tgz; do
  publint run "$tarball" --strict
  attw "$tarball" --profile esm-only --format ascii --no-summary
done
