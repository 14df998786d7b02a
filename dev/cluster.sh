# cluster.sh -- an instance's private PostgreSQL under $dir/db: Unix socket only, a password for every role, never root.
# Sourced after lib.sh and choose_owner; expects $dir. Sets $socket, the folder of its socket.
# shellcheck shell=sh disable=SC2154,SC2086,SC2012,SC2015

# A data folder is served by the major version that made it; a new one by the newest installed.
cluster_programs()
{
	version=
	[ ! -s "$dir/db/PG_VERSION" ] || version=$(cat "$dir/db/PG_VERSION")
	[ -n "$version" ] || version=$(ls /usr/lib/postgresql 2>/dev/null | sort -n | tail -n 1)
	programs=/usr/lib/postgresql/$version/bin
	[ -n "$version" ] && [ -x "$programs/postgres" ] ||
		die "PostgreSQL ${version:-15} is not installed; dev/packages run installs it"
}

# The path of a socket is short by law (107 bytes), so it does not live under $dir.
cluster_socket()
{
	hash=$(printf %s "$dir" | sha256sum | cut -c1-8)
	if is_root; then
		socket=/run/bothy-$hash
	elif [ -n "${XDG_RUNTIME_DIR-}" ] && [ -w "$XDG_RUNTIME_DIR" ] && [ ${#XDG_RUNTIME_DIR} -lt 60 ]; then
		socket=$XDG_RUNTIME_DIR/bothy-$hash
	else
		socket=/tmp/bothy-$(id -u)-$hash
	fi
	private_folder "$socket"
	[ ! -L "$socket" ] && [ "$(stat -c '%U %a' "$socket")" = "$owner 700" ] ||
		die "$socket is not a folder of $owner's alone; somebody else made it"
}

# Collation C: sorted by bytes, so no update of glibc or ICU can break an index; character classes of Unicode. Where
# people's order matters a statement names an ICU collation itself.
cluster_make()
{
	[ ! -s "$dir/db/PG_VERSION" ] || return 0
	say "Making a private PostgreSQL $version cluster in $dir/db."
	rm -rf "$dir/db.new"
	private_folder "$dir/db.new"
	[ -s "$dir/secrets/postgres" ] || (umask 077 && random_word >"$dir/secrets/postgres")
	! is_root || chown "$owner:" "$dir/secrets/postgres"
	$as "$programs/initdb" -D "$dir/db.new" -U postgres -A scram-sha-256 --pwfile="$dir/secrets/postgres" \
		--encoding=UTF8 --locale=C.UTF-8 --lc-collate=C -T simple >"$dir/log/initdb.log" 2>&1 </dev/null ||
		{ cat "$dir/log/initdb.log" >&2; die "initdb failed"; }
	echo "include_if_exists 'bothy.conf'" >>"$dir/db.new/postgresql.conf"
	mv "$dir/db.new" "$dir/db"
}

# Written anew at every start. What promises that nothing acknowledged is lost stays as PostgreSQL ships it.
cluster_settings()
{
	cat >"$dir/db/bothy.conf" <<-END
		# made by dev/cluster.sh at every start
		listen_addresses = ''
		unix_socket_directories = '$socket'
		unix_socket_permissions = 0700
		port = 5432
		max_connections = 60
		shared_buffers = 128MB
		fsync = on
		full_page_writes = on
		synchronous_commit = on
		jit = off
		random_page_cost = 1.1
		timezone = 'UTC'
		log_timezone = 'UTC'
	END
	chmod 644 "$dir/db/bothy.conf"
}

cluster_runs()
{
	[ -s "$dir/db/postmaster.pid" ] && $as "$programs/pg_ctl" status -D "$dir/db" >/dev/null 2>&1
}

cluster_start()
{
	cluster_programs
	cluster_make
	if cluster_runs; then
		socket=$(sed -n 5p "$dir/db/postmaster.pid")
		return
	fi
	cluster_socket
	cluster_settings
	# Descriptor 9 is the lock of whoever calls; a server must not keep it.
	$as "$programs/pg_ctl" start -s -w -t 60 -D "$dir/db" -l "$dir/log/postgresql.log" </dev/null 9>&- ||
		{ tail -n 20 "$dir/log/postgresql.log" >&2; die "PostgreSQL does not start"; }
}

cluster_stop()
{
	[ -s "$dir/db/postmaster.pid" ] || return 0
	cluster_programs
	socket=$(sed -n 5p "$dir/db/postmaster.pid")
	if cluster_runs; then
		$as "$programs/pg_ctl" stop -s -w -t 30 -m fast -D "$dir/db" 9>&- ||
			$as "$programs/pg_ctl" stop -s -w -t 30 -m immediate -D "$dir/db" 9>&-
	fi
	[ -z "$socket" ] || rmdir "$socket" 2>/dev/null || true
}
