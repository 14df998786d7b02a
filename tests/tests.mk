# Tests. A suite is a folder of tests/: programs made from *_test.c (cmocka, always with ASan and UBSan), *.test.mjs
# (node:test) and *.test.sh or run.sh; tests/run counts them all.
DEBUG_LIBRARY := $(BUILD)/debug/libbothy.a
ONLY ?=
test_programs = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/$(1)/*$(ONLY)*_test.c))
COMPILE_TEST = $(CC) $(CFLAGS_ALL) $(CFLAGS_debug) $(CFLAGS) -MMD -MP -Itests

# From a release build the archive is a make of its own: one, so that parallel tests do not build it twice.
ifneq ($(FLAVOUR),debug)
$(DEBUG_LIBRARY): FORCE | $(GEN_SOURCES)
	@$(MAKE) --no-print-directory FLAVOUR=debug $@
endif

$(BUILD)/tests/%.o: tests/%.c $(BUILD)/tests/flags | $(GEN_HEADERS) $(BUILD)/libraries
	@mkdir -p $(@D)
	$(call say,CC)$(COMPILE_TEST) -c -o $@ $<
$(BUILD)/tests/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(COMPILE_TEST)' | cmp -s - $@ || echo '$(COMPILE_TEST)' >$@

# What stands beside the tests of a suite without being one is linked with each of them. A unit test takes from the
# archive what it names; the others have all of the program, every statement included.
helpers = $(patsubst %.c,$(BUILD)/%.o,$(filter-out %_test.c,$(wildcard tests/$(1)/*.c)))
# Those of db/ have statements and tables of their own, so they too take only what they name.
$(BUILD)/tests/faults/db_%_test: $(BUILD)/tests/faults/db_%_test.o $(call helpers,faults) $(DEBUG_LIBRARY)
	$(call say,TEST)$(CC) $(LDFLAGS_debug) -o $@ $^ -lcmocka -ljansson $(LDLIBS)
$(call test_programs,sql): $(BUILD)/tests/faults/harness.o
.SECONDEXPANSION:
$(BUILD)/tests/unit/%_test: $(BUILD)/tests/unit/%_test.o $(call helpers,unit) $(DEBUG_LIBRARY)
	$(call say,TEST)$(CC) $(LDFLAGS_debug) -o $@ $^ -lcmocka -ljansson $(LDLIBS)
$(BUILD)/tests/%_test: $(BUILD)/tests/%_test.o $$(call helpers,$$(*D)) $(DEBUG_LIBRARY)
	$(call say,TEST)$(CC) $(LDFLAGS_debug) -o $@ $(filter %.o,$^) -Wl,--whole-archive $(DEBUG_LIBRARY) -Wl,--no-whole-archive \
		-lcmocka -ljansson $(LDLIBS)

# The real edge with a handler that answers everything; of this flavour, from its objects alone.
EDGE_PROBE := base/arena base/clock base/fault base/log base/out base/secret base/text loop/fiber loop/loop loop/task \
	web/address web/answer web/connection web/edge web/encode web/exchange web/forwarded web/headers web/http web/input web/output web/url
$(OBJ)/tests/edge_probe: $(OBJ)/tests/edge_probe.o $(EDGE_PROBE:%=$(OBJ)/server/%.o)
	$(call say,LINK)$(CC) $(LDFLAGS_$(FLAVOUR)) $(LDFLAGS) -o $@ $^ $(LDLIBS)
$(OBJ)/tests/edge_probe.o: tests/edge_probe.c $(OBJ)/flags | $(BUILD)/libraries
	@mkdir -p $(@D)
	$(call say,CC)$(COMPILE) -c -o $@ $<
$(BUILD)/tests/edge_probe: $(OBJ)/tests/edge_probe FORCE
	@mkdir -p $(@D)
	@cmp -s $< $@ || { cp -f $< $@.new && mv -f $@.new $@; }

# The programs that tests talk to are sanitized; a debug build of its own for the same reason as above.
ifneq ($(FLAVOUR),debug)
$(BUILD)/debug/bothy $(BUILD)/debug/tests/edge_probe: $(DEBUG_LIBRARY)
	@$(MAKE) --no-print-directory FLAVOUR=debug $@
endif

NODE_MODULES := tests/web/node_modules/.package-lock.json
$(NODE_MODULES): tests/web/package.json tests/web/package-lock.json
	cd tests/web && npm ci --ignore-scripts --no-audit --no-fund

# Every folder with tests in it, the quickest first.
FOUND    := $(sort $(foreach f,$(wildcard tests/*/*_test.c tests/*/*.test.* tests/*/run.sh),$(word 2,$(subst /, ,$(f)))))
SUITES   := $(filter unit,$(FOUND)) $(filter-out unit,$(FOUND))
RUN_TESTS = BUILD=$(BUILD) PROGRAM=$(BUILD)/debug/bothy ONLY=$(ONLY) tests/run
ready = $(call test_programs,$(1)) $(DEBUG_LIBRARY) $(if $(filter dev,$(1))$(wildcard tests/$(1)/*.test.*),$(BUILD)/debug/bothy) \
	$(if $(wildcard tests/$(1)/*.test.mjs),$(NODE_MODULES)) $(if $(filter edge corpora,$(1)),$(BUILD)/debug/tests/edge_probe)

# On a fresh machine the packages come first, so the rest is a make of its own that sees them.
.PHONY: test test-all $(SUITES:%=test-%)
test: ## all tests [ONLY=part of a name]
	@dev/packages build run test
	@$(MAKE) --no-print-directory $(SIDE_BY_SIDE) test-all
test-all: $(foreach s,$(SUITES),$(call ready,$(s)))
	@$(RUN_TESTS) $(SUITES)

test-dev: $(call ready,dev) ## the commands of dev/
test-unit: $(call ready,unit) ## pure code, under sanitizers [ONLY=…]
test-templates: $(call ready,templates) ## the template compiler: what it makes, and what it refuses
test-edge: $(call ready,edge) ## connections: rude and polite clients over plain sockets
test-sql: $(call ready,sql) ## migrations, statements and rights, against a real database [ONLY=…]
test-web: $(call ready,web) ## scenarios against a running community, with fetch and Chromium [ONLY=…]
test-matrix: $(call ready,matrix) ## every route, as everybody, in every state: role × route × state
test-faults: $(call ready,faults) ## what happens when things break [ONLY=…]
test-corpora: $(call ready,corpora) ## collections of hostile input from ../shared [ONLY=…]
$(SUITES:%=test-%): test-%:
	@$(RUN_TESTS) $*
.PHONY: test-rt5
test-rt5: $(BUILD)/debug/bothy $(NODE_MODULES) ## cases and a real Request Tracker 5; needs root and debootstrap [RT_DIR=where it stays]
	@BUILD=$(abspath $(BUILD)) PROGRAM=$(abspath $(BUILD)/debug/bothy) sh tests/rt5/rt5.sh
.PHONY: test-corpora-http
test-corpora-http: $(BUILD)/debug/tests/edge_probe ## malformed requests against the edge alone
	@BUILD=$(BUILD) sh tests/corpora/http.test.sh

# Fuzzers, by clang's libFuzzer. What they find becomes a case of a unit test.
FUZZ_SECONDS ?= 120
FUZZ_BASE    := $(addprefix server/base/,arena.c clock.c fault.c log.c out.c text.c)
$(BUILD)/fuzz/markdown_fuzz: $(wildcard server/markup/*.c)
$(BUILD)/fuzz/http_fuzz: $(addprefix server/web/,address.c encode.c form.c http.c url.c) server/base/secret.c
$(BUILD)/fuzz/upload_fuzz: $(addprefix server/web/,form.c http.c multipart.c url.c) server/base/png.c
$(BUILD)/fuzz/%_fuzz: tests/fuzz/%_fuzz.c $(FUZZ_BASE)
	@mkdir -p $(@D)
	$(call say,FUZZ)clang $(CFLAGS_ALL) $(CFLAGS_debug) -fsanitize=fuzzer -o $@ $(filter %.c,$^) $(LDLIBS)
.PHONY: fuzz-markdown
fuzz-markdown: $(BUILD)/fuzz/markdown_fuzz ## any bytes as Markdown and as foreign HTML; needs clang [FUZZ_SECONDS=120]
	@mkdir -p $(BUILD)/fuzz/markdown.corpus
	cd $(BUILD)/fuzz && ./markdown_fuzz -max_total_time=$(FUZZ_SECONDS) -max_len=4096 -timeout=10 \
		-dict=$(abspath tests/fuzz/markdown.dict) markdown.corpus
.PHONY: fuzz-http
fuzz-http: $(BUILD)/fuzz/http_fuzz ## any bytes as a request head, a form, an address; needs clang [FUZZ_SECONDS=120]
	@mkdir -p $(BUILD)/fuzz/http.corpus
	cd $(BUILD)/fuzz && ./http_fuzz -max_total_time=$(FUZZ_SECONDS) -max_len=4096 -timeout=10 \
		-dict=$(abspath tests/fuzz/http.dict) http.corpus $(wildcard $(abspath ../shared/corpora/http1-malformed/own))
.PHONY: fuzz-upload
fuzz-upload: $(BUILD)/fuzz/upload_fuzz ## any bytes as a form with a file, as a picture; needs clang [FUZZ_SECONDS=120]
	@mkdir -p $(BUILD)/fuzz/upload.corpus
	cd $(BUILD)/fuzz && ./upload_fuzz -max_total_time=$(FUZZ_SECONDS) -max_len=4096 -timeout=10 \
		-dict=$(abspath tests/fuzz/upload.dict) upload.corpus

-include $(wildcard $(BUILD)/tests/*.d $(BUILD)/tests/*/*.d $(OBJ)/tests/*.d)
