#!/bin/bash
# Test projects are discovered, never listed. The last line sums the runners' own reports (TRX).
set -u
results="$PWD/artifacts/test-results"
rm -rf "$results"
mkdir -p "$results"

if [ "${CI:-}" = true ] && ! command -v chromium >/dev/null; then
    apt-get update -qq && apt-get install -y -qq chromium >/dev/null || echo "chromium could not be installed" >&2
fi

dotnet build Comity.slnx -nologo -v quiet || { echo "0 passed, 1 failed, 0 skipped"; exit 1; }

status=0
for project in tests/*/*.csproj; do
    name=$(basename "$project" .csproj)
    echo "== $name"
    "artifacts/bin/$name/debug/$name" -noColor -result-trx "$results/$name.trx" "$@" 2>&1 | tee "$results/$name.log"
    [ "${PIPESTATUS[0]}" -eq 0 ] || status=1
    [ -f "$results/$name.trx" ] || { echo "$name left no report" >&2; status=1; missing=$((${missing:-0} + 1)); }
done

sum() { cat "$results"/*.trx | grep -o "<Counters [^>]*>" | grep -o " $1=\"[0-9]*\"" | tr -dc '0-9\n' | awk '{ s += $1 } END { print s + 0 }'; }
failed=$(($(sum failed) + $(sum error) + $(sum timeout) + ${missing:-0}))
[ "$failed" -eq 0 ] || status=1
[ "$(sum passed)" -gt 0 ] || status=1
# Whoever sees only the end of a long output still sees what failed.
grep -h -A 15 '\[FAIL\]' "$results"/*.log
echo "$(sum passed) passed, $failed failed, $(sum notExecuted) skipped"
exit $status
