# Builds the program; `make help` says what else there is. Generated files stay in $(BUILD).
FLAVOUR ?= release
BUILD   ?= build
PREFIX  ?= /usr/local
ifeq ($(origin CC),default)
CC      := gcc
endif
OBJ     := $(BUILD)/$(FLAVOUR)
GEN     := $(BUILD)/gen

LIBS_PC := libarchive libevent_core libpq libsodium libcmark icu-i18n icu-uc libcurl libxml-2.0 jansson pwquality libidn2 libseccomp zlib libdeflate liboath libqrencode
CFLAGS_WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wvla -Wformat=2 \
	-Wno-missing-field-initializers -Werror=implicit-function-declaration -Werror=incompatible-pointer-types -Werror=int-conversion
CFLAGS_ALL  := -std=gnu17 -g -fno-strict-aliasing -D_GNU_SOURCE -Iserver -I$(GEN) $(CFLAGS_WARN) \
	$(shell pkg-config --cflags $(LIBS_PC) 2>/dev/null)
CFLAGS_release := -O2 -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE
CFLAGS_debug   := -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
LDFLAGS_release := -pie -Wl,-z,relro,-z,now
LDFLAGS_debug   := -fsanitize=address,undefined
LDLIBS := $(shell pkg-config --libs $(LIBS_PC) 2>/dev/null) -linih -lm
COMPILE = $(CC) $(CFLAGS_ALL) $(CFLAGS_$(FLAVOUR)) $(CFLAGS) -MMD -MP

ifeq ($(filter $(FLAVOUR),release debug),)
$(error FLAVOUR is release or debug, not "$(FLAVOUR)")
endif

SOURCES    := $(filter-out server/tools/%,$(wildcard server/*.c server/*/*.c server/*/*/*.c))
TEMPLATES  := $(wildcard templates/*.html templates/*/*.html)
STATIC     := $(wildcard static/*.css static/*.js static/*.svg)
MIGRATIONS := $(sort $(wildcard migrations/*.sql))
DEMO_FILES := $(wildcard demo/*.txt)
POLICIES   := $(filter-out %/README.md,$(wildcard policies/*.md))

GEN_TEMPLATES := $(TEMPLATES:templates/%.html=$(GEN)/templates/%.c)
GEN_HEADERS   := $(GEN_TEMPLATES:.c=.h)
GEN_SOURCES   := $(GEN_TEMPLATES) $(GEN)/assets.c $(GEN)/migrations.c $(GEN)/demo_files.c $(GEN)/policies.c $(GEN)/version.c
OBJECTS := $(SOURCES:%.c=$(OBJ)/%.o) $(GEN_SOURCES:$(GEN)/%.c=$(OBJ)/gen/%.o)
LIBRARY := $(OBJ)/libbothy.a

# One short line for each thing made; V=1 shows the commands.
say = $(if $(V),,@printf '  %-5s %s\n' $(1) $@;)

.PHONY: all FORCE
all: $(BUILD)/bothy $(BUILD)/tests/edge_probe ## build the program, build/bothy, and build/tests/edge_probe
FORCE:
.DELETE_ON_ERROR:
.SECONDARY:

# The program is linked from objects, not from the archive, so that no statement of the linker section is left out.
$(OBJ)/bothy: $(OBJECTS) $(OBJ)/objects
	$(call say,LINK)$(CC) $(LDFLAGS_$(FLAVOUR)) $(LDFLAGS) -o $@ $(OBJECTS) $(LDLIBS)

# build/bothy is the flavour built last.
$(BUILD)/bothy: $(OBJ)/bothy FORCE
	@cmp -s $< $@ || { cp -f $< $@.new && mv -f $@.new $@; }

# For the tests, which bring a main() of their own.
$(LIBRARY): $(filter-out $(OBJ)/server/main.o,$(OBJECTS)) $(OBJ)/objects
	$(call say,AR)rm -f $@ && ar rcs $@ $(filter %.o,$^)

# Other flags make other objects, and a source that went away another program.
$(OBJ)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(COMPILE)' | cmp -s - $@ || echo '$(COMPILE)' >$@
$(OBJ)/objects: FORCE
	@mkdir -p $(@D)
	@echo '$(OBJECTS)' | cmp -s - $@ || echo '$(OBJECTS)' >$@

# Old or missing libraries stop the build with their names; asked again when packages change.
$(BUILD)/libraries: dev/packages dev/packages.txt $(wildcard /var/lib/dpkg/status)
	@dev/packages --check build
	@mkdir -p $(@D)
	@touch $@

# Headers of templates are made before anything includes them.
$(OBJ)/server/%.o: server/%.c $(OBJ)/flags | $(GEN_HEADERS) $(BUILD)/libraries
	@mkdir -p $(@D)
	$(call say,CC)$(COMPILE) -c -o $@ $<
$(OBJ)/gen/%.o: $(GEN)/%.c $(OBJ)/flags | $(GEN_HEADERS) $(BUILD)/libraries
	@mkdir -p $(@D)
	$(call say,CC)$(COMPILE) -c -o $@ $<

# ---- made at build time ----
$(BUILD)/tools/%: server/tools/%.c | $(BUILD)/libraries
	@mkdir -p $(@D)
	$(call say,TOOL)$(CC) -std=gnu17 -g -O1 -D_GNU_SOURCE -Iserver $(CFLAGS_WARN) -MMD -MP -o $@ $< -lz -lbrotlienc
TEMPLATE_TOOL := $(wildcard server/tools/mktemplates/*.c)
$(BUILD)/tools/mktemplates: $(TEMPLATE_TOOL) $(wildcard server/tools/mktemplates/*.h) | $(BUILD)/libraries
	@mkdir -p $(@D)
	$(call say,TOOL)$(CC) -std=gnu17 -g -O1 -D_GNU_SOURCE -Iserver $(CFLAGS_WARN) -o $@ $(TEMPLATE_TOOL)
$(GEN)/templates/%.c $(GEN)/templates/%.h: templates/%.html $(BUILD)/tools/mktemplates
	@mkdir -p $(@D)
	$(call say,MAKE)$(BUILD)/tools/mktemplates $< $(GEN)/templates/$*.c $(GEN)/templates/$*.h
$(GEN)/assets.c: $(STATIC) $(BUILD)/tools/mkassets $(GEN)/static.list
	@mkdir -p $(@D)
	$(call say,MAKE)$(BUILD)/tools/mkassets $@ $(STATIC)
$(GEN)/migrations.c: $(MIGRATIONS) $(BUILD)/tools/mktexts $(GEN)/migrations.list
	@mkdir -p $(@D)
	$(call say,MAKE)$(BUILD)/tools/mktexts migrations $@ $(MIGRATIONS)
$(GEN)/demo_files.c: $(DEMO_FILES) $(BUILD)/tools/mktexts $(GEN)/demo.list
	@mkdir -p $(@D)
	$(call say,MAKE)$(BUILD)/tools/mktexts demo $@ $(DEMO_FILES)
$(GEN)/policies.c: $(POLICIES) $(BUILD)/tools/mktexts $(GEN)/policies.list
	@mkdir -p $(@D)
	$(call say,MAKE)$(BUILD)/tools/mktexts policies $@ $(POLICIES)

# What VERSION says, and the commit where this is a copy of the repository: the same sources make the same program.
$(GEN)/version.c: FORCE
	@mkdir -p $(@D)
	@commit=$$([ -e .git ] && git rev-parse --short=10 HEAD 2>/dev/null); \
	printf '/* made by make; do not edit */\n#include "base/version.h"\n\nconst char bothy_version[] = "%s";\n' \
		"$$(cat VERSION)$${commit:++$$commit}" >$@.new; \
	if cmp -s $@.new $@; then rm -f $@.new; else mv -f $@.new $@; fi

# A file that went away changes what is made from its folder, too.
$(GEN)/%.list: FORCE
	@mkdir -p $(@D)
	@echo $(wildcard $*/*) | cmp -s - $@ || echo $(wildcard $*/*) >$@

# ---- put in place ----
UNITS := $(PREFIX)/lib/systemd/system
DOC   := $(PREFIX)/share/doc/bothy

.PHONY: install
install: all ## the program, systemd units, an example of its settings [PREFIX=/usr/local DESTDIR=…]; see deploy/README.md
	install -D -m 755 $(OBJ)/bothy $(DESTDIR)$(PREFIX)/bin/bothy
	install -d $(DESTDIR)$(UNITS) $(DESTDIR)$(DOC)
	for unit in deploy/*.service deploy/*.socket; do \
		sed 's|/usr/local/|$(PREFIX)/|' $$unit >$(DESTDIR)$(UNITS)/$${unit##*/} && \
		chmod 644 $(DESTDIR)$(UNITS)/$${unit##*/} || exit 1; done
	install -D -m 644 deploy/bothy.sysusers $(DESTDIR)$(PREFIX)/lib/sysusers.d/bothy.conf
	install -D -m 644 deploy/bothy.tmpfiles $(DESTDIR)$(PREFIX)/lib/tmpfiles.d/bothy.conf
	install -m 644 deploy/bothy.conf deploy/nginx.conf deploy/haproxy.cfg deploy/README.md $(DESTDIR)$(DOC)

-include $(OBJECTS:.o=.d) $(wildcard $(BUILD)/tools/*.d)

include tests/tests.mk
include dev/dev.mk
