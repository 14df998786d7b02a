/* settings.c -- see settings.h. */
#include "forum/harm/settings.h"

#include "base/arena.h"
#include "forum/harm/private.h"

#define LIST_MOST 100

/* Numbers first, then lists, in the order of the enums. */
static const struct harm_setting settings[HARM_NUMBERS + HARM_LISTS] = {
	[HARM_ASK_PRIVATE] = {"harm.ask_private", false, 1, 0, 1},
	[HARM_NUMBERS + HARM_PATTERNS] = {"harm.account_patterns", true, 0, 0, 0},
	[HARM_NUMBERS + HARM_FINE] = {"harm.not_private", true, 0, 0, 0},
};

const struct harm_setting *harm_settings_all(size_t *n)
{
	*n = sizeof(settings) / sizeof(settings[0]);
	return settings;
}

void harm_settings_default(struct harm_settings *out)
{
	unsigned i;

	*out = (struct harm_settings){0};
	for (i = 0; i < HARM_NUMBERS; i++)
		out->number[i] = settings[i].usual;
}

static bool list_read(struct arena *a, enum harm_list which, const char *value, struct texts *out)
{
	struct slice rest = slice_of(value);
	struct texts all = {arena_array(a, const char *, LIST_MOST), 0};

	while (rest.s) {
		struct slice one = slice_trim(slice_cut(&rest, ','));
		const char *text = arena_text_n(a, one.s, one.n);

		if (!one.n)
			continue;
		if (all.n == LIST_MOST || (which == HARM_PATTERNS && !private_pattern_ok(text)))
			return false;
		all.v[all.n++] = text;
	}
	*out = all;
	return true;
}

bool harm_settings_take(struct arena *a, struct harm_settings *s, const char *key, const char *value)
{
	int64_t n;
	unsigned i;

	for (i = 0; i < HARM_NUMBERS + HARM_LISTS; i++) {
		if (!text_is(key, settings[i].key))
			continue;
		if (settings[i].list)
			return list_read(a, (enum harm_list)(i - HARM_NUMBERS), value,
				&s->list[i - HARM_NUMBERS]);
		if (!text_int8(value, &n) || n < settings[i].least || n > settings[i].most)
			return false;
		s->number[i] = n;
		return true;
	}
	return false;
}
