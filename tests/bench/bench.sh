#!/bin/sh
# bench.sh -- `make bench`: an instance of its own on imported travel-se, measured beside pgbench and nginx; all of it is
# stopped and removed at the end.
#
# Environment: PROGRAM (what runs), SECONDS_EACH (of one run), RUNS, ONLY (part of the names of what is measured), KEEP (a
# folder that keeps the instance, so that the next bench need not import again).
set -eu
cd "$(dirname "$0")/../.."
export PATH="$PATH:/usr/sbin"
dump=../shared/data/travel-se
[ -d "$dump" ] || { echo "bench: $dump is not there, and there is nothing to measure without it" >&2; exit 1; }
scratch=$(mktemp -d "${TMPDIR:-/tmp}/bothy-bench.XXXXXX")
chmod 755 "$scratch"
instance=${KEEP:-$scratch/instance}

clean_up()
{
	[ ! -s "$scratch/nginx.pid" ] || kill "$(cat "$scratch/nginx.pid")" || true
	DIR=$instance dev/down >/dev/null || true
	rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 130' INT TERM HUP

# Three neighbouring ports that nobody listens on: the community, its desk, nginx.
while :; do
	port=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 10000))
	for n in $port $((port + 1)) $((port + 2)); do
		curl -s -o /dev/null --noproxy '*' --max-time 1 "http://127.0.0.1:$n/" && continue 2
		[ $? = 7 ] || continue 2
	done
	break
done

# Posts come from many addresses, as through a proxy: they are counted by address.
BOTHY_WEB_TRUSTED_PROXIES=127.0.0.1 DIR=$instance PORT=$port DESK_PORT=$((port + 1)) DEMO=no dev/up >"$scratch/up" 2>&1 || { cat "$scratch/up" >&2; exit 1; }
set -a
# shellcheck source=/dev/null
. "$instance/env"
set +a
if [ ! -e "$instance/bench.filled" ]; then
	"$instance/bin/bothy" import stackexchange "$dump"
	echo "writing bodies"
	psql "$DATABASE_URL" -q -v ON_ERROR_STOP=1 -f tests/bench/bodies.sql
	touch "$instance/bench.filled"
fi
INSTANCE=$instance SCRATCH=$scratch NGINX_PORT=$((port + 2)) node tests/bench/bench.mjs
[ -z "${ONLY-}" ] || exit 0
echo
echo "Reputation"
DIR=$instance tests/bench/live.sh
# The ledger is lost by this, so an instance that is kept keeps its own.
[ -n "${KEEP-}" ] || DIR=$instance tests/bench/reputation.sh
