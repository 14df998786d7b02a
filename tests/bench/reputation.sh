#!/bin/sh
# reputation.sh -- how long a rebuild of reputation takes, and in how much memory: `DIR=… tests/bench/reputation.sh`, where DIR is an instance
# that dev/up has prepared and whose ledger may be lost. The ledger becomes that of MathOverflow as SNAP has it: who answered whose
# question is taken for an accepted answer, who commented whose answer for thanks; 303,000 of them in eight years.
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=dev/lib.sh
. dev/lib.sh
data=../shared/data/mathoverflow-snap
[ -d "$data" ] || { echo "skipped: $data is not there"; exit 0; }
[ -f "${DIR:?an instance that dev/up prepared}/env" ] || { echo "there is no $DIR/env"; exit 1; }
set -a
# shellcheck disable=SC1091
. "$DIR/env"
set +a
choose_owner "$DIR"

# position, event, at, day, kind, giver, receiver, thread, post, number: customers since their first act, then the acts.
entries()
{
	{
		zcat "$data/sx-mathoverflow-a2q.txt.gz" | awk '$1 != $2 { print $3, 1, $2, $1 }'
		zcat "$data/sx-mathoverflow-c2a.txt.gz" | awk '$1 != $2 { print $3, 4, $1, $2 }'
	} | sort -n -k 1,1 -s | awk '
	function put(kind, giver, receiver, thread, post, number) {
		n++
		printf "%d\t%d\t%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\n", n, n, "2020-01-01", day, kind, giver, receiver, thread, post, number
	}
	{
		day = int($1 / 86400)
		for (i = 3; i <= 4; i++)
			if (!known[$i]++)
				put(20, $i, 0, 0, 0, day)
		acts++
		put($2, $3, $4, acts, acts, 0)
	}'
}

psql "$DATABASE_URL" -qX -v ON_ERROR_STOP=1 -c "SET client_min_messages = warning" -c "TRUNCATE standing.ledger, standing.refused CASCADE"
entries | psql "$DATABASE_URL" -qX -v ON_ERROR_STOP=1 -c "COPY standing.ledger FROM STDIN"
psql "$DATABASE_URL" -qX -v ON_ERROR_STOP=1 -c "UPDATE standing.progress SET position = (SELECT max(position) FROM standing.ledger),
	applied = 0, rebuild_due = true"
for run in "from nothing" "again"; do
	echo "$run:"
	$as "$DIR/bin/bothy" reputation rebuild
done
$as "$DIR/bin/bothy" reputation check
