#!/bin/sh
# check.sh -- bothy check: what is broken is named by its line, and nothing else is. Ends in "N passed, N failed".
# Environment: PROGRAM, the program to ask.
# shellcheck disable=SC2086
set -eu
cd "$(dirname "$0")/../.."
PROGRAM=$(realpath -m "${PROGRAM:-build/bothy}")
export PROGRAM
scratch=$(mktemp -d "${TMPDIR:-/tmp}/bothy-check.XXXXXX")
chmod 755 "$scratch"
dir=$scratch/one
mailer=
passed=0
failed=0

clean_up()
{
	[ -z "$mailer" ] || kill "$mailer" 2>/dev/null || true
	DIR=$dir dev/down >/dev/null 2>&1 || true
	rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 130' INT TERM HUP

verdict()
{
	if [ "$2" = yes ]; then
		passed=$((passed + 1))
		echo "ok: $1"
	else
		failed=$((failed + 1))
		echo "FAILED: $1"
		sed 's/^/    /' "$scratch/said"
	fi
}

# says SENTENCE STATUS LINE [NAME=VALUE…]: with these settings it leaves with STATUS and says LINE (a regular expression).
says()
{
	sentence=$1 wanted=$2 line=$3
	shift 3
	result=0
	env "$@" "$PROGRAM" check >"$scratch/said" 2>"$scratch/errors" || result=$?
	if [ "$result" = "$wanted" ] && grep -qE -e "$line" "$scratch/said" && ! grep -E 'Sanitizer|runtime error' "$scratch/errors"; then
		verdict "$sentence" yes
	else
		cat "$scratch/errors" >>"$scratch/said"
		echo "status $result, wanted $wanted and $line" >>"$scratch/said"
		verdict "$sentence" no
	fi
}

# As the superuser of the instance's cluster.
superuser()
{
	PGPASSWORD=$(cat "$dir/secrets/postgres") psql -XqAt -v ON_ERROR_STOP=1 \
		-d "$(echo "$DATABASE_URL" | sed 's|//[^@]*@|//postgres@|')" -c "$1"
}

# A mail server that wants bothy and secret and writes down what it is told; with "mute" it never says a word.
mail_server()
{
	[ -z "$mailer" ] || kill "$mailer"
	rm -f "$scratch/port"
	python3 - "$scratch" "${1-}" <<-'END' &
	import os, socket, sys, time
	folder, mute = sys.argv[1:3]
	listener = socket.create_server(("127.0.0.1", 0))
	with open(folder + "/port.new", "w") as f:
	    f.write(str(listener.getsockname()[1]))
	os.rename(folder + "/port.new", folder + "/port")
	while True:
	    line, _ = listener.accept()
	    if mute:
	        time.sleep(60)
	    talk = line.makefile("rw", newline="\r\n")
	    def say(words):
	        talk.write(words + "\r\n")
	        talk.flush()
	    say("220 test")
	    for words in talk:
	        words = words.strip()
	        with open(folder + "/told", "a") as f:
	            f.write(words + "\n")
	        if words.startswith("EHLO"):
	            say("250-test")
	            say("250 AUTH PLAIN")
	        elif words.startswith("AUTH"):
	            say("334 ")
	            say("235 yes" if talk.readline().strip() == "AGJvdGh5AHNlY3JldA==" else "535 no")
	        elif words == "QUIT":
	            say("221 bye")
	            break
	        else:
	            say("250 yes")
	    line.close()
	END
	mailer=$!
	while [ ! -e "$scratch/port" ]; do sleep 0.1; done
	smtp=BOTHY_MAIL_SMTP=smtp://127.0.0.1:$(cat "$scratch/port")
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

# ---- what the program says of itself ----

"$PROGRAM" --help >"$scratch/said"
for subcommand in $(sed -nE 's/^  ([a-z]+) .*/\1/p' "$scratch/said"); do
	explained=no
	if "$PROGRAM" "$subcommand" --help >"$scratch/said" 2>&1 </dev/null && head -n 1 "$scratch/said" | grep -q "^usage: .*$subcommand"; then
		explained=yes
	fi
	verdict "$subcommand explains itself" $explained
done

if ! DIR=$dir PORT=$(free_port) DESK_PORT=$(free_port) DEMO=no dev/up >"$scratch/said" 2>&1; then
	verdict "an instance is up" no
	echo "$passed passed, $failed failed"
	exit 1
fi
# shellcheck source=/dev/null
. "$dir/env"
export BOTHY_CONFIG

says "an instance is in order, with what there is to know about" 0 '^0 to mend'
for line in 'ok +helpers' 'ok +sandbox +seccomp is on' 'ok +mail as files' 'ok +bothy_web +signs in, and is refused' 'ok +bothy_desk' \
	'ok +bothy_work' 'ok +postgresql +version' 'ok +durability' 'ok +encoding +UTF8' 'ok +extensions +.*pg_trgm' 'ok +clocks' \
	'ok +migrations' 'warn +separation' 'warn +web address'; do
	says "… a line: $line" 0 "^$line"
done

says "a web address shared with the desk" 1 '^BAD +desk address' BOTHY_DESK_URL="$URL"
says "a colour that is none" 1 '^BAD +\[site\] colour' BOTHY_SITE_COLOUR=red
says "a door that is none" 1 '^BAD +\[desk\] listen +everywhere: ' BOTHY_DESK_LISTEN=everywhere
says "a word that is not among those there are" 1 '^BAD +\[desk\] totp +maybe is neither' BOTHY_DESK_TOTP=maybe
says "a setting that is misspelt in the environment is a warning" 0 '^warn +environment +BOTHY_WEB_WRKERS looks like' BOTHY_WEB_WRKERS=2
says "a mail folder that is missing" 1 '^BAD +mail as files +/not/there: No such file.*make it' BOTHY_MAIL_DIRECTORY=/not/there
says "a run directory that is missing" 1 '^BAD +run directory +/not/there' BOTHY_RUN_DIRECTORY=/not/there
says "passwords that are missing" 1 '^BAD +secrets +/not/there/bothy_web is missing: bothy migrate' BOTHY_DATABASE_SECRETS=/not/there
says "a key for private details that is there" 0 '^ok +private details'
mv "$dir/secrets/intake" "$scratch/intake"
says "a key for private details that is missing is a warning" 0 "^warn +private details +cannot be sent: .*intake is missing; bothy migrate --create-roles"
echo "$(head -c 32 /dev/zero | base64 | tr '+/' '-_' | tr -d =)" >"$dir/secrets/intake"
says "… that is another" 1 '^BAD +private details +are sealed with another key'
echo nonsense >"$dir/secrets/intake"
says "… that is none" 1 '^BAD +private details +.*is no key'
cp -p "$scratch/intake" "$dir/secrets/intake"
says "a database that is away" 1 '^BAD +bothy_work +cannot sign in' BOTHY_DATABASE_URL='host=/not/there dbname=bothy'
says "an address of a database that is none" 1 '^BAD +database url' BOTHY_DATABASE_URL='host=example.org dbname=bothy'
says "a clock that goes wrong is a warning" 0 '^warn +clocks +.* 100 s: .*NTP' BOTHY_CLOCK_OFFSET=100
says "no user" 0 '^warn +users +\[run\] user is not set' BOTHY_RUN_USER=
says "root as a user" 1 '^BAD +users' BOTHY_RUN_USER=root
if [ "$(id -u)" = 0 ]; then
	says "users that are one are a warning" 0 '^warn +users +web is (.*), desk \1, work \1, craft \1, .*bothy.sysusers'
	says "users that are several" 1 '^ok +users +web is www-data, desk games, work mail, craft nobody' BOTHY_RUN_WEB_USER=www-data \
		BOTHY_RUN_DESK_USER=games BOTHY_RUN_WORK_USER=mail BOTHY_RUN_CRAFT_USER=nobody
	says "… and whose the folder of mails must be" 1 '^BAD +mail as files .*chown mail:' BOTHY_RUN_WORK_USER=mail
	says "… and the run directory" 1 '^BAD +run directory .*chown games:' BOTHY_RUN_USER=games
	if mkdir "$scratch/small" && mount -t tmpfs -o size=8m none "$scratch/small" 2>/dev/null; then
		chown "$(stat -c %U "$dir/mail")" "$scratch/small"
		says "no room for mails" 1 '^BAD +mail as files .* [78] MiB are free: make room' BOTHY_MAIL_DIRECTORY="$scratch/small"
		umount "$scratch/small"
	fi
fi

# ---- the mail server ----

says "a mail server that is not there" 1 "^BAD +mail by SMTP .*[Cc]onnect.*does the server run" BOTHY_MAIL_SMTP=smtp://127.0.0.1:1
mail_server
says "a mail server that is there" 0 '^ok +mail by SMTP .* answers$' "$smtp"
printf 'secret\n' >"$scratch/right"
printf 'wrong\n' >"$scratch/wrong"
says "… and takes user and password" 0 '^ok +mail by SMTP .*takes the user and password' "$smtp" BOTHY_MAIL_SMTP_USER=bothy \
	BOTHY_MAIL_SMTP_PASSWORD_FILE="$scratch/right"
says "… or does not" 1 '^BAD +mail by SMTP .*smtp_user' "$smtp" BOTHY_MAIL_SMTP_USER=bothy \
	BOTHY_MAIL_SMTP_PASSWORD_FILE="$scratch/wrong"
cp "$scratch/told" "$scratch/said"
if grep -q '^QUIT' "$scratch/told" && ! grep -qE '^(MAIL|RCPT|DATA)' "$scratch/told"; then
	verdict "nothing is sent, and it takes its leave" yes
else
	verdict "nothing is sent, and it takes its leave" no
fi
mail_server mute
says "a mail server that says nothing" 1 '^BAD +mail by SMTP.*does the server run' "$smtp"

# ---- the database ----

superuser "CREATE TABLE crm.secrets (); GRANT SELECT ON crm.secrets TO bothy_web"
says "a grant in a closed room" 1 '^BAD +closed rooms .*crm\.secrets'
superuser "DROP TABLE crm.secrets; GRANT UPDATE (roles) ON community.member TO bothy_web, bothy_desk"
says "the public door could give roles" 1 '^BAD +bothy_web +may give roles'
says "the staff door could give roles" 1 '^BAD +bothy_desk +may give roles'
superuser "REVOKE UPDATE (roles) ON community.member FROM bothy_web, bothy_desk; GRANT DELETE ON ops.event TO bothy_work"
says "the jobs could delete events" 1 '^BAD +bothy_work +may delete events'
superuser "REVOKE DELETE ON ops.event FROM bothy_work; GRANT bothy_owner TO bothy_web"
says "the public door could be the owner" 1 '^BAD +bothy_web +may become the owner'
superuser "REVOKE bothy_owner FROM bothy_web; ALTER ROLE bothy_work IN DATABASE bothy SET synchronous_commit = off"
says "a database that may lose what it acknowledged" 1 '^BAD +durability +synchronous_commit is off'
superuser "ALTER ROLE bothy_work IN DATABASE bothy RESET synchronous_commit"
superuser "ALTER SYSTEM SET fsync = off"
superuser "SELECT pg_reload_conf()" >/dev/null
sleep 1
says "… and with fsync off" 1 '^BAD +durability +fsync is off'
superuser "ALTER SYSTEM RESET fsync"
superuser "SELECT pg_reload_conf()" >/dev/null
superuser "ALTER ROLE bothy_desk PASSWORD 'another'"
says "a password that is another" 1 '^BAD +bothy_desk +cannot sign in.*password authentication failed'
superuser "CREATE DATABASE latin ENCODING 'SQL_ASCII' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"
says "a database of another encoding" 1 '^BAD +encoding +the database is SQL_ASCII' \
	BOTHY_DATABASE_URL="$(sed -n 's/^url = \(host=.*\)dbname=bothy/\1dbname=latin/p' "$dir/bothy.conf")"

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
