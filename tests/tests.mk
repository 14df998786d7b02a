# Tests. A suite is a folder of tests/: programs made from *_test.c (cmocka, always with ASan and UBSan), *.test.mjs
# (node:test) and *.test.sh; tests/run counts them all.
DEBUG_LIBRARY := $(BUILD)/debug/libbothy.a
ONLY ?=
test_programs = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/$(1)/*$(ONLY)*_test.c))
COMPILE_TEST = $(CC) $(CFLAGS_ALL) $(CFLAGS_debug) $(CFLAGS) -MMD -MP -Itests

# From a release build the archive is a make of its own: one, so that parallel tests do not build it twice.
ifneq ($(FLAVOUR),debug)
$(DEBUG_LIBRARY): FORCE | $(GEN_SOURCES)
	@$(MAKE) --no-print-directory FLAVOUR=debug $@
endif

# A unit test takes from the archive what it names; the others have all of the program, every statement included.
$(BUILD)/tests/unit/%: tests/unit/%.c $(DEBUG_LIBRARY)
	@mkdir -p $(@D)
	$(call say,TEST)$(COMPILE_TEST) -o $@ $< $(DEBUG_LIBRARY) -lcmocka $(LDLIBS)
$(BUILD)/tests/%: tests/%.c $(DEBUG_LIBRARY)
	@mkdir -p $(@D)
	$(call say,TEST)$(COMPILE_TEST) -o $@ $< -Wl,--whole-archive $(DEBUG_LIBRARY) -Wl,--no-whole-archive -lcmocka $(LDLIBS)

.PHONY: test-unit
test-unit: $(call test_programs,unit)
	@failed=0; for t in $^; do ./$$t || failed=1; done; exit $$failed

-include $(wildcard $(BUILD)/tests/*.d $(BUILD)/tests/*/*.d)
