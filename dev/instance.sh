# instance.sh -- a whole community under one folder: program, settings, database, accounts, and its processes.
# Sourced after cluster.sh. What is where:
#
#	$dir/env          URL, DESK_URL, BOTHY_CONFIG, DATABASE_URL and the accounts, as a shell's assignments
#	$dir/bothy.conf   settings, written at every start; others come from the environment as BOTHY_SECTION_KEY
#	$dir/bin/bothy    a copy of the program: a new build does not change what runs, the user bothy can read it
#	                  wherever the build is, and an instance's processes are known by this path
#	$dir/db secrets run mail log
# shellcheck shell=sh disable=SC2154,SC2086,SC2046,SC1090

# From the environment: DIR, PORT, DESK_PORT, DEMO, PROGRAM (what to run). $1: where if DIR is not given.
instance_choose()
{
	# Variables of libpq would send us to somebody else's database.
	for name in $(env | sed -n 's/^\(PG[A-Z]*\)=.*/\1/p'); do
		unset "$name"
	done
	[ -z "${BOTHY_DATABASE_URL-}${BOTHY_DATABASE_SECRETS-}" ] ||
		die "BOTHY_DATABASE_URL and BOTHY_DATABASE_SECRETS are set, but an instance made here has a database of its own;
deploy/README.md says how to run on yours"
	dir=$(realpath -m -- "${DIR:-$1}")
	build_program=$(realpath -m -- "${PROGRAM:-$repository/build/bothy}")
	program=$dir/bin/bothy
	port=${PORT:-8080}
	desk_port=${DESK_PORT:-8081}
	for number in "$port" "$desk_port"; do
		case $number in
		'' | *[!0-9]*) die "\"$number\" is not a port" ;;
		esac
	done
	url=${BOTHY_WEB_URL:-http://localhost:$port}
	desk_url=${BOTHY_DESK_URL:-http://localhost:$desk_port}
	accounts=$dir/secrets/accounts
	export BOTHY_CONFIG="$dir/bothy.conf"
}

# One start or stop of an instance at a time. Descriptor 9 is closed for whatever goes on living.
instance_lock()
{
	exec 9>"$dir/lock"
	flock -n 9 || die "another start or stop of $dir is under way"
}

# The folder and what is in it. Of a folder that was there and holds other things, only our own subfolders change hands.
instance_place()
{
	check_reach "$dir"
	fresh=
	if [ ! -d "$dir" ]; then
		mkdir -p "$dir"
		fresh=yes
	elif [ -z "$(ls -A "$dir")" ]; then
		fresh=yes
	fi
	[ -z "$fresh" ] || ! is_root || chown "$owner:" "$dir"
	check_reach "$dir"
	instance_lock
	for part in secrets run mail log; do
		private_folder "$dir/$part"
	done
	mkdir -p "$dir/bin"
}

# Whether the instance's copy of the program is what was built last.
program_is_built()
{
	[ -x "$build_program" ] || die "$build_program is not there; make builds it"
	cmp -s "$build_program" "$program"
}

# The ports it has been given before, where the environment names none now.
ports_kept()
{
	had=$(sed -n 's/^listen = .*:\([0-9]*\)$/\1/p' "$dir/bothy.conf")
	PORT=${PORT:-$(echo "$had" | sed -n 1p)}
	DESK_PORT=${DESK_PORT:-$(echo "$had" | sed -n 2p)}
	instance_choose "$dir"
}

instance_program()
{
	program_is_built && return
	cp "$build_program" "$program.new"
	chmod 755 "$program.new"
	mv "$program.new" "$program"
}

instance_config()
{
	cat >"$dir/bothy.conf" <<-END
		; Written by dev/instance.sh at every start. Set something else by the environment: [web] hosts is BOTHY_WEB_HOSTS.
		[web]
		url = http://localhost:$port
		listen = 127.0.0.1:$port
		hosts = 127.0.0.1
		[desk]
		url = http://localhost:$desk_port
		listen = 127.0.0.1:$desk_port
		hosts = 127.0.0.1
		[database]
		url = host=$socket port=5432 dbname=bothy
		secrets = $dir/secrets
		[mail]
		directory = $dir/mail
		[run]
		directory = $dir/run
	END
	! is_root || echo "user = $owner" >>"$dir/bothy.conf"
	[ "${DEMO:-yes}" = no ] || printf '[site]\nname = Fernline Community\n' >>"$dir/bothy.conf"
	chmod 644 "$dir/bothy.conf"
}

instance_migrate()
{
	(
		PGPASSWORD=$(cat "$dir/secrets/postgres")
		export PGPASSWORD
		$as "$program" migrate --create-roles --admin "host=$socket port=5432 dbname=postgres user=postgres"
	) || die "the database could not be prepared"
	$as "$program" migrate || die "the database could not be migrated"
}

# The demo brings three accounts that tests and people use; without it we make them. Once done, never again.
instance_accounts()
{
	[ ! -s "$accounts" ] || return 0
	if [ "${DEMO:-yes}" = no ]; then
		accounts_make >"$accounts.new" || die "the accounts could not be made"
		! is_root || chown "$owner:" "$accounts.new"
		mv "$accounts.new" "$accounts"
	else
		$as "$program" demo --accounts "$accounts" && [ -s "$accounts" ] ||
			die "the demo could not be written; DEMO=no does without it"
	fi
}

# A lead of the desk, beside them; an instance made before there was a desk gets one, too. Where the demo is, its official replies
# are those of one of the demo's staff.
instance_desk_account()
{
	! grep -q '^DESK_NAME=' "$accounts" || return 0
	member=
	[ "${DEMO:-yes}" = no ] || member='--display Tomasz --as tomasz'
	(
		umask 077
		cat "$accounts" >"$accounts.new"
		desk_account_make $member >>"$accounts.new"
	) || die "the account of the desk could not be made"
	! is_root || chown "$owner:" "$accounts.new"
	mv "$accounts.new" "$accounts"
}

desk_account_make()
{
	for _ in 1 2 3; do
		password=$(random_word)
		if printf '%s\n' "$password" | $as "$program" user add --desk desk --email desk@example.org --lead "$@" --password-stdin >&2 ||
			printf '%s\n' "$password" | $as "$program" user passwd --desk desk --password-stdin >&2; then
			printf 'DESK_NAME=desk\nDESK_PASSWORD=%s\n' "$password"
			return
		fi
	done
	return 1
}

accounts_make()
{
	umask 077
	account_make member && account_make moderator --role moderator && account_make admin --role admin
}

# account_make NAME [OPTION…]. Now and then the dictionary sees a pattern in a random word, and where the last start was
# interrupted the account is there already.
account_make()
{
	for _ in 1 2 3; do
		password=$(random_word)
		if printf '%s\n' "$password" | $as "$program" user add "$@" --email "$1@example.org" --password-stdin >&2 ||
			printf '%s\n' "$password" | $as "$program" user passwd "$1" --password-stdin >&2; then
			upper=$(echo "$1" | tr '[:lower:]' '[:upper:]')
			printf '%s_NAME=%s\n%s_PASSWORD=%s\n' "$upper" "$1" "$upper" "$password"
			return
		fi
	done
	return 1
}

# For tests, people and later commands: `set -a; . DIR/env`. It holds passwords, so it is the caller's alone.
instance_env()
{
	(
		umask 077
		rm -f "$dir/env.new"
		{
			printf 'URL=%s\n' "$(quoted "$url")"
			printf 'DESK_URL=%s\n' "$(quoted "$desk_url")"
			printf 'BOTHY_CONFIG=%s\n' "$(quoted "$dir/bothy.conf")"
			printf 'DATABASE_URL=%s\n' \
				"$(quoted "postgresql://bothy_owner:$(cat "$dir/secrets/bothy_owner")@/bothy?host=$socket&port=5432")"
			cat "$accounts"
		} >"$dir/env.new"
		mv "$dir/env.new" "$dir/env"
	)
}

# Its place, ours alone until we end. Fails where it runs already; nothing has been started yet.
instance_open()
{
	choose_owner "$dir"
	instance_place
	program_gone || return 1
	port_free "${BOTHY_WEB_LISTEN:-127.0.0.1:$port}" PORT
	port_free "${BOTHY_DESK_LISTEN:-127.0.0.1:$desk_port}" DESK_PORT
}

# Everything up to a program that can be started.
instance_prepare()
{
	instance_program
	cluster_start
	instance_config
	instance_migrate
	instance_accounts
	instance_desk_account
	instance_env
}

# $1 as an address to connect to: who listens everywhere is reached at home.
reachable()
{
	case $1 in
	0.0.0.0:* | \[::\]:* | \*:*) echo "127.0.0.1:${1##*:}" ;;
	*) echo "$1" ;;
	esac
}

# curl leaves with 7 where nobody listens.
port_free()
{
	result=0
	curl -s -o /dev/null --noproxy '*' --max-time 2 "http://$(reachable "$1")/livez" || result=$?
	[ "$result" = 7 ] || die "somebody else listens on $1 already; choose another $2"
}

answers()
{
	where=$(reachable "${BOTHY_WEB_LISTEN:-127.0.0.1:$port}")
	host=${url#*://}
	host=${host%%[:/]*}
	curl -fs -o /dev/null --noproxy '*' --max-time 2 --connect-to "::$where" "http://$host/readyz"
}

answers_or_ended()
{
	! kill -0 "$pid" 2>/dev/null || answers
}

# Starts the program in a session of its own, so that a terminal's Ctrl-C comes to us alone; sets $pid. $1: its log.
program_start()
{
	if [ -n "$1" ]; then
		(exec $as setsid "$program" serve </dev/null >>"$1" 2>&1 9>&-) &
	else
		(exec $as setsid "$program" serve </dev/null 9>&-) &
	fi
	pid=$!
	within 60 answers_or_ended && kill -0 "$pid" 2>/dev/null
}

# The processes of this instance: those started by the path of its copy of the program.
program_pids()
{
	for file in $(grep -lszxF -e "$program" /proc/[0-9]*/cmdline || true); do
		[ "$(head -z -n 1 "$file" 2>/dev/null | tr -d '\0')" != "$program" ] || basename "$(dirname "$file")"
	done
}

program_gone()
{
	[ -z "$(program_pids)" ]
}

# The supervisor ends the others in order and lets requests finish; who is left after that is killed.
program_stop()
{
	! program_gone || return 0
	first=$(cat "$dir/run/bothy.pid" 2>/dev/null || true)
	program_pids | grep -qx "${first:-none}" || first=$(program_pids)
	kill -TERM $first 2>/dev/null || true
	within 30 program_gone || kill -KILL $(program_pids) 2>/dev/null || true
	within 5 program_gone || die "processes of $dir do not end: $(program_pids | tr '\n' ' ')"
}

instance_stop()
{
	program_stop
	cluster_stop
}

# What was started, for people; $dir/env says it for programs.
instance_introduce()
{
	(
		. "$dir/env"
		say "Community    $URL"
		say "Staff desk   $DESK_URL"
		say "Accounts     $MEMBER_NAME ($MEMBER_PASSWORD), a member"
		say "             $MODERATOR_NAME ($MODERATOR_PASSWORD), a moderator"
		say "             $ADMIN_NAME ($ADMIN_PASSWORD), an admin"
		say "             $DESK_NAME ($DESK_PASSWORD), at the staff desk"
		say "Mail         ${BOTHY_MAIL_SMTP:-goes to files in ${BOTHY_MAIL_DIRECTORY:-$dir/mail}}"
	)
}
