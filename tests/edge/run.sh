#!/bin/sh
# run.sh -- tests of the edge over plain sockets, against edge_probe with sanitizers. Environment: BUILD.
set -eu
cd "$(dirname "$0")/../.."
BUILD=$(realpath -m "${BUILD:-build}")
export EDGE_PROBE="${EDGE_PROBE:-$BUILD/debug/tests/edge_probe}" EDGE_PROBE_SANITIZED=1
exec node --test --test-reporter=tap tests/edge/rude.mjs tests/edge/polite.mjs
