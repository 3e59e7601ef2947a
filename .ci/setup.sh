#!/usr/bin/env bash
# Installs what the workspace needs. Needs Node 20.19 or newer and npm, nothing else.
set -euo pipefail
cd "$(dirname "$0")/.."

export TURBO_TELEMETRY_DISABLED=1 DO_NOT_TRACK=1
npx --yes pnpm@12.21.0 install --frozen-lockfile --reporter=append-only
