#!/bin/sh
# customer.sh -- how long the page of a customer with 10,000 touch-points takes: tests/bench/customer.sh DIR [TIMES]
# DIR is an instance that runs (make up). Prints the median and the 95th of a hundred; asserts nothing. The customer is made once.
set -eu
dir=${1:?say which instance: tests/bench/customer.sh DIR}
times=${2:-100}
set -a
# shellcheck source=/dev/null
. "$dir/env"
set +a
ask() { psql -XAtq -v ON_ERROR_STOP=1 -d "$DATABASE_URL" -c "$1"; }

id=$(ask "SELECT id FROM crm.customer WHERE source = 'bench' AND external_id = 'long'")
if [ -z "$id" ]; then
	id=$(ask "INSERT INTO crm.customer (source, external_id, name) VALUES ('bench', 'long', 'Long Standing') RETURNING id")
	ask "INSERT INTO crm.touchpoint (customer_id, source, external_id, channel, inbound, at, subject, text, mood)
		SELECT $id, 'bench', n, (ARRAY['call', 'chat', 'mail', 'invoice'])[1 + n % 4], n % 2 = 0, now() - n * interval '5 hours',
		'Matter ' || n, repeat('What was said. ', 20), n % 5 - 2 FROM generate_series(1, 10000) n"
	ask "INSERT INTO crm.member_customer (member_id, customer_id, how) SELECT id, $id, 'staff' FROM community.member m WHERE answers > 0
		AND NOT EXISTS (SELECT FROM crm.member_customer l WHERE l.member_id = m.id AND l.undone_at IS NULL) LIMIT 3"
fi
jar=$(mktemp)
trap 'rm -f "$jar"' EXIT
curl -sS -o /dev/null -c "$jar" -H 'Sec-Fetch-Site: same-origin' --data-urlencode "name=$DESK_NAME" --data-urlencode "password=$DESK_PASSWORD" "$DESK_URL/signin"
for query in '' '?channel=call' '?channel=delivery' '?channel=community'; do
	n=0
	while [ "$n" -lt "$times" ]; do
		curl -sS -b "$jar" -o /dev/null -w '%{time_total} %{http_code}\n' "$DESK_URL/customer/$id$query"
		n=$((n + 1))
	done | sort -n | awk -v what="/customer/$id$query" '{ t[NR] = $1; if ($2 != 200) bad++ }
		END { printf "%-34s p50 %.1f ms, p95 %.1f ms%s\n", what, t[int(NR / 2) + 1] * 1000, t[int(NR * .95)] * 1000, bad ? ", " bad " not 200" : "" }'
done
