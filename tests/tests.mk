# Unit tests: each tests/unit/x_test.c is a program of its own, always with sanitizers.
UNIT := $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/*_test.c))
DEBUG_LIBRARY := $(BUILD)/debug/libbothy.a

$(BUILD)/tests/unit/%: tests/unit/%.c FORCE
	@$(MAKE) --no-print-directory FLAVOUR=debug $(DEBUG_LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) $(CFLAGS_debug) -Itests -o $@ $< $(DEBUG_LIBRARY) -lcmocka $(LDLIBS)

.PHONY: test-unit
test-unit: $(UNIT:%=$(BUILD)/tests/unit/%)
	@failed=0; for t in $^; do ./$$t || failed=1; done; exit $$failed
