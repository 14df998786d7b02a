#!/bin/sh
# run.sh -- tests of the template compiler: what must not build, what the C compiler must refuse with the template's line, what
# must build and print exactly, and what is marked for translation. Ends in "N passed, N failed".
#
# Environment: BUILD; debug/libbothy.a is made there if it is missing.
set -eu
cd "$(dirname "$0")/../.."
BUILD=$(realpath -m "${BUILD:-build}")
CC=${CC:-gcc}
here=$(pwd)
SANITIZE="-std=gnu17 -g -O1 -D_GNU_SOURCE -fsanitize=address,undefined -fno-sanitize-recover=undefined"
# The compiler frees nothing that lives until it ends.
ASAN_OPTIONS=detect_leaks=0
LC_ALL=C
export ASAN_OPTIONS LC_ALL
scratch=$(mktemp -d "${TMPDIR:-/tmp}/bothy-templates.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
passed=0
failed=0

passes()
{
	passed=$((passed + 1))
}

# fails WHAT FILE…: says so and shows the files.
fails()
{
	failed=$((failed + 1))
	echo "FAILED: $1"
	shift
	sed 's/^/    /' "$@"
}

# Cuts a file of cases at its ### lines into DIR/1.html, DIR/1.line, DIR/1.says …
cut_cases()
{
	mkdir -p "$2"
	awk -v dir="$2" '
	/^### / {
		n++
		line = $2
		sub(/:$/, "", line)
		print line >(dir "/" n ".line")
		sub(/^### [0-9]+: /, "")
		print >(dir "/" n ".says")
		next
	}
	n { print >(dir "/" n ".html") }' "$1"
}

compile_compiler()
{
	# shellcheck disable=SC2086
	$CC $SANITIZE -Iserver -o "$scratch/mktemplates" server/tools/mktemplates/*.c
}

refuses()
{
	cut_cases tests/templates/refused.txt "$scratch/refused"
	cd "$scratch/refused"
	for html in *.html; do
		case=${html%.html}
		status=0
		"$scratch/mktemplates" "$html" "$case.c" "$case.h" >"$case.out" 2>&1 || status=$?
		if [ "$status" = 1 ] && [ ! -e "$case.c" ] && [ ! -e "$case.h" ] &&
			grep -F "$html:$(cat "$case.line"): " "$case.out" | grep -qF "$(cat "$case.says")"; then
			passes
		else
			fails "status $status, expected line $(cat "$case.line"): $(cat "$case.says")" "$html" "$case.out"
		fi
	done
	cd "$here"
}

refuses_by_type()
{
	cut_cases tests/templates/refused_by_c.txt "$scratch/by_c"
	cd "$scratch/by_c"
	for html in *.html; do
		case=${html%.html}
		if ! "$scratch/mktemplates" "$html" "$case.c" "$case.h" >"$case.out" 2>&1; then
			fails "should only fail in C: $(cat "$case.says")" "$html" "$case.out"
		elif $CC -std=gnu17 -D_GNU_SOURCE -I"$here/server" -Werror=implicit-function-declaration -fsyntax-only "$case.c" \
			>"$case.out" 2>&1; then
			fails "compiles, but should say: $(cat "$case.says")" "$html"
		elif grep -E "^$html:$(cat "$case.line"):.*error:" "$case.out" | grep -qF -e "$(cat "$case.says")"; then
			passes
		else
			fails "expected line $(cat "$case.line"): $(cat "$case.says")" "$html" "$case.out"
		fi
	done
	cd "$here"
}

accepts()
{
	[ -e "$BUILD/debug/libbothy.a" ] || make -s BUILD="$BUILD" FLAVOUR=debug "$BUILD/debug/libbothy.a"
	mkdir -p "$scratch/accepted/used"
	for name in accepted used/other; do
		"$scratch/mktemplates" "tests/templates/$name.html" "$scratch/accepted/$name.c" "$scratch/accepted/$name.h"
	done
	# shellcheck disable=SC2046,SC2086
	if $CC $SANITIZE -Wall -Wextra -Wshadow -Wmissing-prototypes -Werror -Iserver -Itests/templates -I"$scratch/accepted" \
		-o "$scratch/accepted/run" tests/templates/accepted.c "$scratch"/accepted/*.c "$scratch"/accepted/used/*.c \
		"$BUILD/debug/libbothy.a" $(pkg-config --libs icu-i18n icu-uc libidn2) -lcmocka >"$scratch/out" 2>&1 &&
		ASAN_OPTIONS='' "$scratch/accepted/run" >"$scratch/out" 2>&1; then
		passed=$((passed + $(grep -c '  OK ' "$scratch/out")))
	else
		fails "what must build and print" "$scratch/out"
	fi
}

extracts()
{
	cd tests/templates
	"$scratch/mktemplates" --strings strings.html strings_too.c >"$scratch/strings" 2>&1 || true
	cd "$here"
	if diff -u tests/templates/strings.expected "$scratch/strings" >"$scratch/out"; then
		passes
	else
		fails "what is marked for translation" "$scratch/out"
	fi
}

compile_compiler
refuses
refuses_by_type
accepts
extracts
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
