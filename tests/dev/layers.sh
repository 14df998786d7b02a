#!/bin/sh
# layers.sh -- `make layers` holds for this tree, and finds what it is there to find. Ends in "N passed, N failed".
set -eu
cd "$(dirname "$0")/../.."
scratch=$(mktemp -d "${TMPDIR:-/tmp}/bothy-layers.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
passed=0
failed=0

# verdict SENTENCE WANTED GOT
verdict()
{
	if [ "$2" = "$3" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: $1: wanted \"$2\", got \"$3\""
	fi
}

# line FILE INCLUDED SAID: a tree with that one #include gets that complaint, empty: none.
line()
{
	rm -rf "$scratch/tree"
	mkdir -p "$scratch/tree/dev" "$scratch/tree/$(dirname "$1")"
	cp dev/layers "$scratch/tree/dev/"
	printf '#include <stdio.h>\n#include %s\n' "$2" >"$scratch/tree/$1"
	got=$("$scratch/tree/dev/layers" || true)
	verdict "$1 includes $2" "${3:+$1:2: $3}" "$got"
}

verdict "this tree" "" "$(dev/layers || true)"

line server/base/text.c '"base/arena.h"' ''
line server/base/text.c '"loop/loop.h"' 'base may not include "loop/loop.h"'
line server/db/pool.c '"loop/task.h"' ''
line server/db/pool.c '"web/request.h"' 'db may not include "web/request.h"'
line server/web/route.c '"forum/site.h"' 'web may not include "forum/site.h"'
line server/web/session.c '"db/query.h"' ''
line server/markup/clean.c '"craft/craft.h"' 'markup may not include "craft/craft.h"'
line server/forum/thread/thread.c '"import/import.h"' 'forum may not include "import/import.h"'
line server/forum/thread/thread.c '"config.h"' 'forum may not include "config.h"'
line server/forum/thread/thread.c '"templates/thread.h"' ''
line server/main.c '"config.h"' ''
line server/main.c '"forum/site.h"' ''

line server/forum/thread/thread_pages.c '"forum/answer/answer.h"' ''
line server/forum/thread/thread_pages.c '"forum/answer/answer_sql.h"' \
	'of answer other subjects may include answer.h alone, not "forum/answer/answer_sql.h"'
line server/forum/thread/thread_pages.c '"forum/thread/thread_view.h"' ''
line server/forum/thread/thread_pages.c '"forum/frame/frame_view.h"' ''
line server/forum/thread/thread_pages.c '"forum/event.h"' ''
line server/forum/routes.c '"forum/answer/answer_pages.h"' ''

line server/db/conn.c '<libpq-fe.h>' ''
line server/web/edge.c '<libpq-fe.h>' '<libpq-fe.h> is at home in server/db/'
line server/base/secret.c '<sodium.h>' ''
line server/forum/account/password.c '<sodium.h>' '<sodium.h> is at home in server/base/secret.c'
line server/forum/thread/thread.c '<cmark.h>' '<cmark.h> is at home in server/markup/markdown.c'

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
