# lib.sh -- what the scripts of this folder share: words, the user an instance belongs to, and doors he can pass.
# Sourced; expects `set -eu`.
# shellcheck shell=sh disable=SC2034

repository=$(cd "$(dirname "$0")/.." && pwd -P)
PATH=$PATH:/usr/sbin:/sbin
umask 022

say()
{
	printf '%s\n' "$*"
}

die()
{
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit 1
}

is_root()
{
	[ "$(id -u)" = 0 ]
}

# 24 letters and digits that nobody can guess. Not hexadecimal digits: cracklib finds patterns in those.
random_word()
{
	head -c 18 /dev/urandom | base64 | tr '+/' 'xy'
}

# Sets $owner, whom everything under $1 belongs to and runs as: never root, and for what exists already its owner.
# $as is put before a command to run it as him; it has no effect where he is the caller.
choose_owner()
{
	if [ -e "$1/db" ]; then
		owner=$(stat -c %U "$1/db")
	elif is_root; then
		owner=bothy
	else
		owner=$(id -un)
	fi
	as=
	if is_root; then
		[ "$owner" != root ] || die "$1/db belongs to root, and PostgreSQL refuses to run as root"
		id -u "$owner" >/dev/null 2>&1 || make_system_user
		as="setpriv --reuid=$owner --regid=$(id -g "$owner") --init-groups env HOME=/nonexistent USER=$owner LOGNAME=$owner"
	else
		[ "$owner" = "$(id -un)" ] || die "$1 belongs to $owner: do this as $owner or as root"
	fi
}

make_system_user()
{
	say "Making the system user $owner, because PostgreSQL refuses to run as root."
	useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin "$owner"
}

# Stops with the name of the first folder on the way to $1 that $owner may not enter. What is not there is no hindrance.
check_reach()
{
	[ "$1" = / ] || check_reach "$(dirname "$1")"
	[ ! -e "$1" ] || $as test -x "$1" ||
		die "the user $owner cannot enter $1. Let it in (chmod o+x '$1'), or choose another place with DIR=/some/folder"
}

# A folder of $owner's, readable by him alone.
private_folder()
{
	[ -d "$1" ] || mkdir -m 700 "$1"
	! is_root || chown "$owner:" "$1"
}

# $1 as a word of a shell.
quoted()
{
	printf "'%s'" "$(printf %s "$1" | sed "s/'/'\\\\''/g")"
}

# Runs "$@" until it succeeds, five times a second, for $1 seconds.
within()
{
	end=$(($(date +%s) + $1))
	shift
	until "$@"; do
		[ "$(date +%s)" -lt "$end" ] || return 1
		sleep 0.2
	done
}
