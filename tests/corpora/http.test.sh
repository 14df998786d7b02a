#!/bin/sh
# http.test.sh -- the corpus of malformed HTTP/1 requests, against edge_probe and, where a community runs for the tests, against
# the whole server. What it calls a violation and we defend stands in http-allowed.tsv with the reason; any other is a
# failure, and so is an entry there that is no longer needed. Ends in "N passed, N failed".
#
# Environment: BUILD; BOTHY_TEST_ENV (DIR/env of a running community, with "h" among its hosts).
set -eu
cd "$(dirname "$0")/../.."
BUILD=$(realpath -m "${BUILD:-build}")
CORPUS=../shared/corpora/http1-malformed
here=tests/corpora
results=$BUILD/debug/tests/http-results
failed=0
passed=0

if [ ! -e "$CORPUS/run.py" ]; then
	echo "skipped: $CORPUS is not there"
	echo "0 passed, 0 failed, 1 skipped"
	exit 0
fi

# judge NAME: the corpus' verdicts against what we defend.
judge()
{
	awk -F'\t' -v name="$1" '
	FNR == NR { if ($0 !~ /^#/ && NF >= 4 && ($3 == "all" || $3 == name)) { allowed[$1 "\t" $2] = 1 } next }
	FNR == 1 { next }
	$1 == "ok" { passed++; next }
	$1 ~ /SMUGGLED/ { hidden++ }
	{ key = $2 "\t" $1; if (key in allowed) { used[key] = 1; passed++ } else { failed++; print name ": " $1 ": " $2 " answered " $4 ", not " $7 " (" $8 ")" } }
	END {
		for (key in allowed) if (!(key in used)) { failed++; print name ": no longer needed: " key }
		printf "%s: %d sent, %d hidden requests executed, %d not as we say\n", name, passed + failed, hidden, failed
		print passed + 0, failed + 0 >"'"$results.count"'"
	}' "$here/http-allowed.tsv" "$results.$1.tsv"
	read -r p f <"$results.count"
	passed=$((passed + p))
	failed=$((failed + f))
}

rm -f "$results.port"
# The deadlines are shortened here: that they are kept is tested, not how long they are.
"$BUILD/debug/tests/edge_probe" 0 head_ms=1000 body_grace_ms=1000 >"$results.port" 2>"$results.log" &
probe=$!
trap 'kill $probe 2>/dev/null || true' EXIT
while [ ! -s "$results.port" ]; do
	kill -0 $probe
	sleep 0.1
done
python3 "$CORPUS/run.py" 127.0.0.1 "$(cut -d' ' -f2 "$results.port")" 3 '' "$results.probe.tsv"
judge probe
kill $probe
wait $probe || { echo "edge_probe ended with status $?"; failed=$((failed + 1)); }

if [ -n "${BOTHY_TEST_ENV-}" ]; then
	URL=$(. "$BOTHY_TEST_ENV" && echo "$URL")
	host=${URL#*://}
	# Longer than the head's ten seconds and the sweep's one.
	python3 "$CORPUS/run.py" "${host%%:*}" "${host##*:}" 12 '' "$results.server.tsv"
	judge server
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
