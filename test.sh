#!/bin/sh
# Builds with all analyzers, runs every test project, and sums their results. In CI it first installs Chromium when missing.
set -u
cd "$(dirname "$0")"
exec eng/run-tests.sh "$@"
