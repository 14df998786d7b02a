#!/bin/sh
# instance.sh -- make up and make down: several communities side by side, stopped one by one, none left behind. Ends in
# "N passed, N failed". Environment: PROGRAM, the program they run.
# shellcheck disable=SC2046
set -eu
cd "$(dirname "$0")/../.."
PROGRAM=$(realpath -m "${PROGRAM:-build/bothy}")
export PROGRAM
scratch=$(mktemp -d "${TMPDIR:-/tmp}/bothy-dev.XXXXXX")
chmod 755 "$scratch"
one=$scratch/one
two="$scratch/t'wo and a half"
passed=0
failed=0

clean_up()
{
	for dir in "$one" "$two"; do
		DIR=$dir dev/down >/dev/null 2>&1 || true
	done
	rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 130' INT TERM HUP

# check SENTENCE COMMAND…: whether it succeeds; what it says is shown only if it does not.
check()
{
	sentence=$1
	shift
	if "$@" >"$scratch/said" 2>&1; then
		passed=$((passed + 1))
		echo "ok: $sentence"
	else
		failed=$((failed + 1))
		echo "FAILED: $sentence"
		sed 's/^/    /' "$scratch/said"
	fi
}

# refuses TEXT COMMAND…: whether it fails with that text.
refuses()
{
	text=$1
	shift
	! "$@" >"$scratch/refusal" 2>&1 && grep -qF -e "$text" "$scratch/refusal" || { cat "$scratch/refusal"; return 1; }
}

free_port()
{
	while :; do
		port=$((30000 + $(od -An -N2 -tu2 /dev/urandom) % 2700))
		result=0
		curl -s -o /dev/null --max-time 1 "http://127.0.0.1:$port/" || result=$?
		[ "$result" != 7 ] || break
	done
	echo "$port"
}

up()
{
	DIR=$1 PORT=$2 DESK_PORT=$3 DEMO=no dev/up
}

down()
{
	DIR=$1 dev/down
}

ready()
{
	(. "$1/env" && [ "$(curl -s "$URL/readyz")" = ready ] && curl -fs -o /dev/null "$DESK_URL/")
}

# No process has $1 in its command line: neither its program nor its postmaster, nor grep, which reads it from a file.
nothing_runs()
{
	echo "$1/" >"$scratch/pattern"
	! grep -lsaF -f "$scratch/pattern" /proc/[0-9]*/cmdline
}

env_is_whole()
{
	(
		set -a
		. "$1/env"
		[ "$URL" = "http://localhost:$2" ] && [ "$DESK_URL" = "http://localhost:$3" ] || exit 1
		"$1/bin/bothy" user list | grep -q "$MODERATOR_NAME" || exit 1
		[ "$(psql -XAtd "$DATABASE_URL" -c 'SELECT current_user')" = bothy_owner ] || exit 1
		for name in MEMBER MODERATOR ADMIN; do
			eval "[ -n \"\$${name}_NAME\" ] && [ \${#${name}_PASSWORD} -ge 15 ]" || exit 1
		done
	)
}

closed_to_others()
{
	[ "$(stat -c %a "$1/env")" = 600 ] && [ "$(stat -c %a "$1/secrets")" = 700 ] && [ "$(stat -c %a "$1/db")" = 700 ]
}

supervisor_killed()
{
	kill -KILL "$(cat "$1/run/bothy.pid")"
}

kept_its_accounts()
{
	before=$(grep _PASSWORD "$1/env")
	up "$1" "$2" "$3" && [ "$(grep _PASSWORD "$1/env")" = "$before" ]
}

# Another build of the same: what stands behind an ELF file's end is nobody's business.
newer_build()
{
	cp "$PROGRAM" "$scratch/newer"
	echo newer >>"$scratch/newer"
	supervisor=$(cat "$1/run/bothy.pid")
	postmaster=$(sed -n 1p "$1/db/postmaster.pid")
	(. "$1/env" && psql -XAtqd "$DATABASE_URL" -c "INSERT INTO community.topic (slug, name) VALUES ('kept', 'Kept')")
}

# With no ports given, it keeps those it has.
up_newer()
{
	before=$(cat "$1/env")
	PROGRAM=$scratch/newer DIR=$1 DEMO=no dev/up >"$scratch/newer.said" 2>&1 && cat "$scratch/newer.said" &&
		grep -q "started again" "$scratch/newer.said" && [ "$(cat "$1/env")" = "$before" ]
}

runs_newer()
{
	cmp "$1/bin/bothy" "$scratch/newer" && [ "$(cat "$1/run/bothy.pid")" != "$supervisor" ] &&
		[ "$(sed -n 1p "$1/db/postmaster.pid")" = "$postmaster" ] &&
		cmp "/proc/$(cat "$1/run/bothy.pid")/exe" "$scratch/newer" &&
		(. "$1/env" && curl -fs -o /dev/null "$URL/topic/kept")
}

same_supervisor()
{
	supervisor=$(cat "$1/run/bothy.pid") && up "$@" && [ "$(cat "$1/run/bothy.pid")" = "$supervisor" ]
}

closed=$scratch/closed
mkdir -m 700 "$closed"
p1=$(free_port) d1=$(free_port) d2=$(free_port)

check "up returns when the community answers" up "$one" "$p1" "$d1"
check "… and it does" ready "$one"
check "env holds addresses, settings, the owner's database and three accounts" env_is_whole "$one" "$p1" "$d1"
check "passwords and data are closed to others" closed_to_others "$one"
check "up again changes nothing" same_supervisor "$one" "$p1" "$d1"
check "a newer build is there" newer_build "$one"
check "up starts it again with that, on its ports" up_newer "$one"
check "… the program alone, with all that is in it" runs_newer "$one"
check "… and it answers" ready "$one"
check "a taken port is named" refuses "$p1" up "$two" "$p1" "$d2"
# Asked late, so that nobody takes them meanwhile.
p2=$(free_port) d2=$(free_port)
check "a second one runs beside it, whatever its folder is called" up "$two" "$p2" "$d2"
check "… and answers" ready "$two"
check "down stops that one" down "$two"
check "… and leaves no process of it" nothing_runs "$two"
check "… and not the first" ready "$one"
check "down finds what a killed supervisor left" supervisor_killed "$one"
check "… and stops it" down "$one"
check "… all of it" nothing_runs "$one"
check "down again is no mistake" down "$one"
check "the next start keeps the accounts" kept_its_accounts "$one" "$p1" "$d1"
check "down" down "$one"
check "a bad setting is named" refuses BOTHY_WEB_WORKERS env BOTHY_WEB_WORKERS=many DIR="$one" PORT="$p1" DESK_PORT="$d1" dev/up
check "… and leaves nothing running" nothing_runs "$one"
check "a port that is none is refused" refuses "is not a port" up "$one" 80a "$d1"
if [ "$(id -u)" = 0 ]; then
	check "a folder that the user bothy cannot reach is named" refuses "cannot enter $closed" up "$closed/in/it" "$p1" "$d1"
	check "… and nothing is put there" [ -z "$(ls -A "$closed")" ]
fi

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
