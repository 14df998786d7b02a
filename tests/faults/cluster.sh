#!/bin/sh
# A private PostgreSQL cluster for one test program: cluster.sh make DIR | start DIR | stop DIR [MODE] | drop DIR.
#
# Everything lies under DIR: data/, the socket, log. No TCP. Passwords by SCRAM, as in life. initdb refuses root, so as
# root the server runs as the user postgres (or bothy, where that one is missing).
set -eu

command=$1
dir=$2
mode=${3:-fast}
bin=$(pg_config --bindir 2>/dev/null || ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
[ -x "$bin/initdb" ] || bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)

user=
if [ "$(id -u)" = 0 ]; then
	user=postgres
	id "$user" >/dev/null 2>&1 || user=bothy
fi

as_server() {
	if [ -n "$user" ]; then
		(cd / && exec setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups "$@")
	else
		"$@"
	fi
}

case $command in
make)
	mkdir -p "$dir"
	[ -z "$user" ] || chown "$user" "$dir"
	chmod 755 "$dir"
	printf 'admin\n' >"$dir/admin.password"
	as_server "$bin/initdb" -D "$dir/data" -U admin -A scram-sha-256 --pwfile "$dir/admin.password" -E UTF8 \
		--locale C.UTF-8 >"$dir/initdb.log" 2>&1 || { cat "$dir/initdb.log" >&2; exit 1; }
	cat >>"$dir/data/postgresql.conf" <<-END
		listen_addresses = ''
		unix_socket_directories = '$dir'
		max_connections = 40
		shared_buffers = 32MB
		log_line_prefix = '%m [%p] %q%u '
	END
	;;
start)
	as_server "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -t 30 -s start >/dev/null 2>&1 </dev/null ||
		{ tail -n 20 "$dir/log" >&2; exit 1; }
	;;
stop)
	as_server "$bin/pg_ctl" -D "$dir/data" -m "$mode" -w -t 30 -s stop >/dev/null 2>&1 || true
	;;
drop)
	"$0" stop "$dir" immediate
	rm -rf "$dir"
	;;
*)
	echo "usage: cluster.sh make|start|stop|drop DIR [fast|immediate]" >&2
	exit 2
	;;
esac
