#!/bin/sh
# run.sh -- tests of the commands in dev/, and of bothy check.
cd "$(dirname "$0")" || exit 1
status=0
for test in layers instance check; do
	sh "$test.sh" || status=1
done
exit $status
