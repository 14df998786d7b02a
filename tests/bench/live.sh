#!/bin/sh
# live.sh -- what one live event costs the database, and whether a page of points with 10,000 events opens like one with ten: `DIR=…
# tests/bench/live.sh`, where DIR is an instance that dev/up has prepared and that runs; it gets a member with 10,000 thanks. Prints, and
# asserts nothing. An event's cost is the sum of the durations that PostgreSQL logs for all messages of the transaction that `work` applies
# it in, from BEGIN to COMMIT. Writing the log is not in them; statements were prepared when the connection was opened.
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=dev/lib.sh
. dev/lib.sh
[ -f "${DIR:?an instance that dev/up prepared}/env" ] || { echo "there is no $DIR/env"; exit 1; }
set -a
# shellcheck disable=SC1091
. "$DIR/env"
set +a
sql() { psql "$DATABASE_URL" -qXAt -v ON_ERROR_STOP=1 "$@"; }
conf=$DIR/db/bothy.conf
logging()
{
	sed -i '/^log_min_duration_statement/d' "$conf"
	echo "log_min_duration_statement = $1" >>"$conf"
	kill -HUP "$(head -n 1 "$DIR/db/postmaster.pid")"
	sleep 1
}
trap 'logging -1' EXIT

# Until the ledger has all events, and nothing is due.
settled()
{
	for _ in $(seq 120); do
		sleep 1
		[ "$(sql -c "SELECT g.position = g.applied AND NOT g.rebuild_due AND NOT EXISTS (SELECT FROM ops.event e
			WHERE (e.tx, e.id) > (g.cursor_tx, g.cursor_id)) FROM standing.progress g")" != t ] || return 0
	done
	echo "live: the ledger does not settle" >&2
	return 1
}

sql -c "SELECT setval(pg_get_serial_sequence('ops.event', 'id'),
	GREATEST((SELECT max(id) FROM ops.event), (SELECT max(event_id) FROM standing.ledger)) + 1)" >/dev/null
ids=$(sql -c "SELECT string_agg(id::text, ' ' ORDER BY id) FROM (SELECT id FROM community.member WHERE state = 'active' ORDER BY id LIMIT 2) m")
many=${ids% *}
few=${ids#* }
thank()
{
	sql -c "INSERT INTO ops.event (kind, member_id, other_id, thread_id, post_id)
		SELECT 14, m.id, $1, -n, -n FROM generate_series($2, $3) n,
		LATERAL (SELECT id FROM community.member WHERE state = 'active' AND id NOT IN ($many, $few) ORDER BY id OFFSET n % 20 LIMIT 1) m"
}

settled
logging 0
lines=$(wc -l <"$DIR/log/postgresql.log")
start=$(date +%s)
for n in $(seq 20); do
	thank "$few" "$((start + n))" "$((start + n))"
	sleep 1.2
done
sleep 1
logging -1
tail -n +"$lines" "$DIR/log/postgresql.log" | awk '
	match($0, /\[[0-9]+\] LOG:  duration: /) {
		pid = $4
		if (/bind bothy_begin/) sum[pid] = applies[pid] = 0
		sum[pid] += $7
		applies[pid] = applies[pid] || /ledger_store(_live)?:/
		if (/execute bothy_commit/ && applies[pid]) print sum[pid]
	}' | sort -n | awk '{ all[NR] = $1 } END { if (NR) printf "one live event: %.2f ms in the database (median of %d)\n", all[int((NR + 1) / 2)], NR }'

thank "$many" "$((start * 2))" "$((start * 2 + 9999))"
settled
page()
{
	name=$(sql -c "SELECT username FROM community.member WHERE id = $1")
	events=$(sql -c "SELECT count(*) FROM standing.credit_event WHERE h = $1")
	waiting=$(sql -c "SELECT count(*) FROM standing.act WHERE h = $1 AND state = 0")
	for path in "" /why "/why?part=waiting"; do
		for _ in $(seq 21); do
			curl -s -o /dev/null --noproxy '*' -w '%{time_total}\n' "$URL/u/$name$path"
		done | sort -n | awk -v what="/u/…$path with $events events, $waiting on their way" \
			'{ all[NR] = $1 } END { printf "%s: %.1f ms (median of %d)\n", what, all[int((NR + 1) / 2)] * 1000, NR }'
	done
}
page "$few"
page "$many"
