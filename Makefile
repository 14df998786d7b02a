# make help says what there is. Generated files stay in $(BUILD).
FLAVOUR ?= release
BUILD   ?= build
PREFIX  ?= /usr/local
CC      ?= gcc
OBJ     := $(BUILD)/$(FLAVOUR)
GEN     := $(BUILD)/gen

LIBS_PC := libevent_core libpq libsodium libcmark icu-i18n icu-uc jansson libcurl libxml-2.0 pwquality libidn2 libseccomp zlib
CFLAGS_WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wvla -Wformat=2 \
	-Wno-missing-field-initializers -Werror=implicit-function-declaration -Werror=incompatible-pointer-types -Werror=int-conversion
CFLAGS_ALL  := -std=gnu17 -g -fno-strict-aliasing -D_GNU_SOURCE -Iserver -I$(GEN) $(CFLAGS_WARN) \
	$(shell pkg-config --cflags $(LIBS_PC) 2>/dev/null)
CFLAGS_release := -O2 -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE
CFLAGS_debug   := -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
LDFLAGS_release := -pie -Wl,-z,relro,-z,now
LDFLAGS_debug   := -fsanitize=address,undefined
LDLIBS := $(shell pkg-config --libs $(LIBS_PC) 2>/dev/null) -linih
COMPILE = $(CC) $(CFLAGS_ALL) $(CFLAGS_$(FLAVOUR)) $(CFLAGS) -MMD -MP

SOURCES   := $(filter-out server/tools/%,$(wildcard server/*.c server/*/*.c server/*/*/*.c))
TEMPLATES := $(wildcard templates/*.html templates/*/*.html)
STATIC    := $(wildcard static/*)
MIGRATIONS := $(sort $(wildcard migrations/*.sql))
DEMO      := $(wildcard demo/*)

GEN_TEMPLATES := $(TEMPLATES:templates/%.html=$(GEN)/templates/%.c)
GEN_SOURCES   := $(GEN_TEMPLATES) $(GEN)/assets.c $(GEN)/migrations.c $(GEN)/demo_files.c
OBJECTS := $(SOURCES:%.c=$(OBJ)/%.o) $(GEN_SOURCES:$(GEN)/%.c=$(OBJ)/gen/%.o)
LIBRARY := $(OBJ)/libbothy.a

.PHONY: all
all: $(BUILD)/bothy

# The program is linked from objects, not from the archive, so that no statement of the linker section is left out.
$(OBJ)/bothy: $(OBJECTS)
	$(CC) $(LDFLAGS_$(FLAVOUR)) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# build/bothy is the flavour built last.
$(BUILD)/bothy: $(OBJ)/bothy FORCE
	@cmp -s $< $@ || cp -f $< $@
.PHONY: FORCE
FORCE:

$(LIBRARY): $(filter-out $(OBJ)/server/main.o,$(OBJECTS))
	@rm -f $@
	ar rcs $@ $^

# Headers of templates are made before anything includes them.
$(OBJ)/server/%.o: server/%.c | $(GEN_TEMPLATES)
	@mkdir -p $(@D)
	$(COMPILE) -c -o $@ $<
$(OBJ)/gen/%.o: $(GEN)/%.c | $(GEN_TEMPLATES)
	@mkdir -p $(@D)
	$(COMPILE) -c -o $@ $<

# ---- made at build time ----
$(BUILD)/tools/%: server/tools/%.c
	@mkdir -p $(@D)
	$(CC) -std=gnu17 -g -O1 -D_GNU_SOURCE -Iserver $(CFLAGS_WARN) -o $@ $< -lz -lbrotlienc
$(GEN)/templates/%.c: templates/%.html $(BUILD)/tools/mktemplates
	@mkdir -p $(@D)
	$(BUILD)/tools/mktemplates $< $@ $(@:.c=.h)
$(GEN)/assets.c: $(STATIC) $(BUILD)/tools/mkassets
	@mkdir -p $(@D)
	$(BUILD)/tools/mkassets $@ $(STATIC)
$(GEN)/migrations.c: $(MIGRATIONS) $(BUILD)/tools/mktexts
	@mkdir -p $(@D)
	$(BUILD)/tools/mktexts migrations $@ $(MIGRATIONS)
$(GEN)/demo_files.c: $(DEMO) $(BUILD)/tools/mktexts
	@mkdir -p $(@D)
	$(BUILD)/tools/mktexts demo $@ $(DEMO)

-include $(OBJECTS:.o=.d)

include tests/tests.mk
include dev/dev.mk
