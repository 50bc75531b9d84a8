#!/bin/sh
# Installs what the tests need, builds with all analyzers, runs every test project, and sums their results.
set -u
cd "$(dirname "$0")"
exec eng/run-tests.sh "$@"
