#!/bin/sh
# rt5.sh -- make test-rt5: a real Request Tracker 5 in a chroot (../shared/rt5), and what rt5.test.mjs shows against it. Needs root and
# debootstrap, and Debian's mirror or a cache of it; takes a few minutes. The chroot is made in a folder of its own and removed at
# the end, with every process in it. RT_DIR=/some/folder: made there and kept, so that the next run is quick.
set -eu
cd "$(dirname "$0")/../.."
maker=$(realpath -m ../shared/rt5/rt5-chroot.sh)

lack()
{
	echo "make test-rt5 needs $1" >&2
	exit 1
}
[ "$(id -u)" = 0 ] || lack "root: it makes a chroot and mounts /proc in it"
for program in debootstrap chroot curl node; do
	command -v "$program" >/dev/null || lack "$program (apt-get install $program)"
done
[ -x "$maker" ] || [ -r "$maker" ] || lack "../shared/rt5/rt5-chroot.sh, which makes the Request Tracker"

if [ -n "${RT_DIR-}" ]; then
	chroot=$(realpath -m -- "$RT_DIR")
	keep=yes
else
	chroot=$(mktemp -d "${TMPDIR:-/tmp}/bothy-rt5.XXXXXX")
	keep=
fi

# Whatever runs in the chroot was started by us.
inside()
{
	for root in /proc/[0-9]*/root; do
		[ "$(readlink "$root" 2>/dev/null)" != "$chroot" ] || basename "$(dirname "$root")"
	done
}

clean_up()
{
	trap - EXIT
	for signal in TERM KILL; do
		pids=$(inside)
		# shellcheck disable=SC2086
		[ -z "$pids" ] || kill -$signal $pids 2>/dev/null || true
		[ -z "$pids" ] || sleep 3
	done
	for place in proc dev/shm; do
		! mountpoint -q "$chroot/$place" || umount "$chroot/$place"
	done
	[ -n "$keep" ] || rm -rf --one-file-system "$chroot"
}
trap clean_up EXIT
trap 'exit 130' INT TERM HUP

free_port()
{
	while :; do
		port=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 10000))
		curl -s -o /dev/null --noproxy '*' --max-time 1 "http://127.0.0.1:$port/" || [ $? != 7 ] || break
	done
	echo "$port"
}

# The ports and the secret are written into what is made: a chroot that is kept keeps them.
settings=$chroot.settings
if [ ! -s "$settings" ]; then
	printf 'RTPORT=%s\nPGPORT=%s\nDESK=%s\nHOOKKEY=%s\n' "$(free_port)" "$(free_port)" "$(free_port)" \
		"$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')" >"$settings"
fi
# shellcheck disable=SC1090
. "$settings"
[ -n "$keep" ] || rm -f "$settings"
export RTPORT PGPORT HOOKKEY
export HOOKURL="http://127.0.0.1:$DESK/hooks/rt"
mkdir -p "$chroot"
chmod 755 "$chroot" # others than root live in it
echo "== a Request Tracker in $chroot: this takes a few minutes"
sh "$maker" "$chroot" >"$chroot.log" 2>&1 || { tail -n 30 "$chroot.log"; rm -f "$chroot.log"; echo "it could not be made" >&2; exit 1; }
tail -n 1 "$chroot.log" | sed 's/, token.*//'
rm -f "$chroot.log"
export RT_CHROOT="$chroot" DESK_AT="$DESK" PROGRAM="${PROGRAM:?}" BUILD="${BUILD:?}"
unset BOTHY_TEST_ENV
node --test --test-reporter=spec tests/rt5/rt5.mjs
