/* settings.c -- see settings.h. */
#include "forum/harm/settings.h"

#include "base/arena.h"
#include "forum/harm/private.h"

#define LIST_MOST 100

/* Numbers first, then lists, in the order of the enums. */
static const struct harm_setting settings[HARM_NUMBERS + HARM_LISTS] = {
	[HARM_ASK_PRIVATE] = {"harm.ask_private", false, 1, 0, 1},
	[HARM_POSTS] = {"harm.posts_hour_0", false, 20, 1, 10000},
	[HARM_POSTS + 1] = {"harm.posts_hour_1", false, 40, 1, 10000},
	[HARM_POSTS + 2] = {"harm.posts_hour_2", false, 80, 1, 10000},
	[HARM_POSTS + 3] = {"harm.posts_hour_3", false, 120, 1, 10000},
	[HARM_POSTS + 4] = {"harm.posts_hour_4", false, 200, 1, 10000},
	[HARM_LINKS] = {"harm.links_0", false, 3, 0, 1000},
	[HARM_LINKS + 1] = {"harm.links_1", false, 10, 0, 1000},
	[HARM_LINKS + 2] = {"harm.links_2", false, 20, 0, 1000},
	[HARM_LINKS + 3] = {"harm.links_3", false, 40, 0, 1000},
	[HARM_LINKS + 4] = {"harm.links_4", false, 50, 0, 1000},
	[HARM_MENTIONS] = {"harm.mentions_0", false, 4, 0, 1000},
	[HARM_MENTIONS + 1] = {"harm.mentions_1", false, 6, 0, 1000},
	[HARM_MENTIONS + 2] = {"harm.mentions_2", false, 10, 0, 1000},
	[HARM_MENTIONS + 3] = {"harm.mentions_3", false, 10, 0, 1000},
	[HARM_MENTIONS + 4] = {"harm.mentions_4", false, 20, 0, 1000},
	[HARM_ADDRESS] = {"harm.posts_address", false, 300, 1, 100000},
	[HARM_SAME_HOURS] = {"harm.same_hours", false, 24, 0, 168},
	[HARM_SAME_MEMBERS] = {"harm.same_members", false, 2, 1, 1000},
	[HARM_SAME_LENGTH] = {"harm.same_length", false, 40, 1, 10000},
	[HARM_FILL_SECONDS] = {"harm.fill_seconds", false, 2, 0, 60},
	[HARM_NEWCOMER_POSTS] = {"harm.newcomer_posts", false, 3, 0, 100},
	[HARM_FIRST_POST] = {"harm.first_post", false, 0, 0, 2},
	[HARM_LEARNT] = {"harm.learnt", false, 20, 1, 10000},
	[HARM_HOLD] = {"harm.hold", false, 950, 500, 1001},
	[HARM_QUEUE] = {"harm.queue", false, 800, 500, 1001},
	[HARM_ALIKE] = {"harm.alike", false, 60, 10, 101},
	[HARM_ALIKE_DAYS] = {"harm.alike_days", false, 14, 1, 90},
	[HARM_WAVE] = {"harm.wave", false, 5, 0, 1000},
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
