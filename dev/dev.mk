# Everyday commands. A comment that begins with "##" after a target is what `make help` says about it.
.PHONY: help packages run up down bench lint layers format clean
export DIR PORT DESK_PORT DEMO SECONDS_EACH RUNS KEEP

# As many compilers as there are cores, unless the caller has said.
SIDE_BY_SIDE = $(if $(filter -j% --jobserver%,$(MAKEFLAGS)),,-j$(shell nproc))

help:
	@echo "make TARGET [NAME=VALUE…]"
	@awk -F ':.*## ' '/^[a-z%-]+:.*## / { printf "  %-17s %s\n", $$1, $$2 }' dev/dev.mk Makefile tests/tests.mk
	@echo "FLAVOUR=release|debug (debug: ASan, UBSan)   BUILD=folder of what is made (build)   V=1 shows the commands"

# On a fresh machine the libraries come first, so the build is a make of its own that sees them.
run: ## the community in the foreground, its data under var/ [DIR=… PORT=8080 DESK_PORT=8081 DEMO=no]; Ctrl-C stops it
	@dev/packages build run
	@$(MAKE) --no-print-directory $(SIDE_BY_SIDE) all
	@PROGRAM=$(OBJ)/bothy dev/run

up: ## the same in the background, everything under DIR: DIR=… PORT=… DESK_PORT=… [DEMO=no]; returns when it answers
	@dev/packages build run
	@$(MAKE) --no-print-directory $(SIDE_BY_SIDE) all
	@PROGRAM=$(OBJ)/bothy dev/up

down: ## stop the one under DIR
	@dev/down

packages: ## install the Debian packages that are missing, for everything: building, running, tests, bench, lint
	@dev/packages build run test bench lint

bench: ## pages a second beside pgbench and nginx, on imported travel-se [SECONDS_EACH=5 RUNS=3 ONLY=part of a name KEEP=DIR]
	@dev/packages build run bench
	@$(MAKE) --no-print-directory $(SIDE_BY_SIDE) all
	@PROGRAM=$(OBJ)/bothy ONLY='$(ONLY)' tests/bench/bench.sh

layers: ## fail where an include goes against the arrows of server/README.md
	@dev/layers

C_FILES = $(shell find server tests -name node_modules -prune -o -name '*.[ch]' -print)
lint: layers ## layers, braces and spaces, cppcheck, shellcheck
	@dev/packages lint
	@clang-format --dry-run -Werror $(C_FILES)
	@cppcheck --quiet --error-exitcode=1 --std=c11 --enable=warning,portability --inline-suppr \
		--library=posix --include=dev/cppcheck.h --suppressions-list=dev/cppcheck.txt -D_GNU_SOURCE -Iserver server
	@shellcheck -x -S warning -e SC1090 $(wildcard dev/*.sh) $(shell grep -lE '^#!/bin/(ba)?sh' dev/* tests/run tests/*/*.sh .ci/run 2>/dev/null)

format: ## settle braces and spaces
	@clang-format -i $(C_FILES)

clean: ## remove what was made; var/ with its data stays
	rm -rf $(BUILD) tests/web/node_modules
