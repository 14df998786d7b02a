/* topic_form.c -- see topic_form.h. Pure. */
#include "forum/topic/topic_form.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/intl.h"
#include "web/form.h"

#define COLOURS		 12
#define NAME_MOST	 60
#define DESCRIPTION_MOST 300
#define SLUG_MOST	 80

struct topic_form topic_form_of(struct arena *a, const char *id, const struct topic_facts *facts)
{
	struct topic_form f = {.id = id, .facts = *facts};
	int i;

	f.colours.v = arena_array(a, struct topic_colour, COLOURS);
	for (i = 1; i <= COLOURS; i++)
		f.colours.v[f.colours.n++] = (struct topic_colour){i, i == facts->colour};
	return f;
}

/* Small letters and digits, with single hyphens between. */
static bool is_slug(const char *s)
{
	size_t i;

	for (i = 0; s[i]; i++)
		if (s[i] == '-' ? !i || !s[i + 1] || s[i + 1] == '-'
				: !islower((unsigned char)s[i]) && !isdigit((unsigned char)s[i]))
			return false;
	return i > 0 && i <= SLUG_MOST;
}

const char *topic_form_read(struct arena *a, const char *id, const struct form *sent, struct topic_form *out)
{
	const char *slug = text_one_line(a, form_text_or_empty(sent, "slug"));
	struct topic_facts f = {
		.name = text_one_line(a, form_text_or_empty(sent, "name")),
		.description = text_one_line(a, form_text_or_empty(sent, "description")),
		.colour = form_int8(sent, "colour"),
		.open = form_has(sent, "open"),
	};

	f.slug = *slug ? slug : *f.name ? intl_slug(a, f.name) : "";
	*out = topic_form_of(a, id, &f);
	if (!*f.name || text_characters(f.name) > NAME_MOST || !intl_visible(f.name))
		return _("A topic has a name of at most 60 characters.");
	if (text_characters(f.description) > DESCRIPTION_MOST)
		return _("At most 300 characters for the description, please.");
	if (!is_slug(f.slug))
		return _(
			"The address is made of small letters a to z, digits, and single hyphens between them.");
	return f.colour < 1 || f.colour > COLOURS ? _("Please choose a colour.") : NULL;
}

/* ---- the order ---- */

struct placed {
	const char *id;
	int64_t place;
	size_t was;
};

static int by_place(const void *x, const void *y)
{
	const struct placed *a = x, *b = y;

	if (a->place != b->place)
		return a->place < b->place ? -1 : 1;
	return a->was < b->was ? -1 : 1;
}

static void step(struct placed *all, size_t n, const struct form *sent)
{
	size_t i;

	for (i = 0; i < n; i++) {
		bool up = i && text_is(form_text(sent, "up"), all[i].id),
		     down = i + 1 < n && text_is(form_text(sent, "down"), all[i].id);
		size_t other = up ? i - 1 : i + 1;
		struct placed x = all[i];

		if (!up && !down)
			continue;
		all[i] = all[other];
		all[other] = x;
		return;
	}
}

struct texts topics_in_order(struct arena *a, const struct topics *topics, const struct form *sent)
{
	struct texts ids = {arena_array(a, const char *, topics->n + 1), topics->n};
	struct placed *all = arena_array(a, struct placed, topics->n + 1);
	size_t i;

	for (i = 0; i < topics->n; i++) {
		const char *id = arena_printf(a, "%lld", (long long)topics->v[i].id);
		int64_t typed;

		if (!text_int8(form_text_or_empty(sent, arena_printf(a, "place-%s", id)), &typed))
			typed = (int64_t)i + 1;
		all[i] = (struct placed){id, typed, i};
	}
	if (topics->n)
		qsort(all, topics->n, sizeof(*all), by_place);
	step(all, topics->n, sent);
	for (i = 0; i < topics->n; i++)
		ids.v[i] = all[i].id;
	return ids;
}

/* ---- tags ---- */

const char *tag_name_read(struct arena *a, const char *typed, const char **wrong)
{
	struct texts names = {0};

	*wrong = tags_read(a, typed ? typed : "", &names);
	if (!*wrong && names.n != 1)
		*wrong = _("Please type the name of one tag.");
	return *wrong ? NULL : names.v[0];
}
