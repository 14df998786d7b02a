/* tidy_words.c -- what was done to topics and tags, as sentences; see tidy.h. Pure. */
#include "base/arena.h"
#include "base/intl.h"
#include "forum/topic/tag_admin_sql.h"
#include "forum/topic/tidy.h"
#include "forum/topic/topic_admin_sql.h"

#define DETAILS_MOST 5

static const char *or_nothing(const char *text)
{
	return text_empty(text) ? _("(nothing)") : text;
}

/* "Name: A → B", if they differ. */
static void tell(struct arena *a, struct texts *out, const char *name, const char *was, const char *is)
{
	if (!text_is(was, is))
		out->v[out->n++] = arena_printf(a, "%s: %s → %s", name, or_nothing(was), or_nothing(is));
}

static struct texts details_room(struct arena *a)
{
	return (struct texts){arena_array(a, const char *, DETAILS_MOST), 0};
}

static const char *topic_sentence(struct arena *a, const struct topic_change *c)
{
	const char *name = or_nothing(c->name), *other = or_nothing(c->other);
	long long n = (long long)c->threads;

	if (text_is(c->what, "made"))
		return arena_printf(a, _("“%s” made"), name);
	if (text_is(c->what, "changed"))
		return arena_printf(a, _("“%s” changed"), name);
	if (text_is(c->what, "ordered"))
		return _("The order changed");
	if (text_is(c->what, "merged"))
		return arena_printf(a,
			c->done ? _("“%s” merged into “%s”, threads: %lld")
				: _("“%s” merged into “%s”, threads: %lld so far; the others follow within minutes"),
			name, other, n);
	if (text_is(c->what, "unmerged"))
		return arena_printf(a,
			c->done ? _("“%s” taken out of “%s” again, threads: %lld")
				: _("“%s” taken out of “%s” again, threads: %lld so far; the others follow within minutes"),
			name, other, n);
	return arena_printf(a, text_is(c->what, "deleted") ? _("“%s” deleted") : _("“%s” is back"), name);
}

static struct texts topic_details(struct arena *a, const struct topic_change *c)
{
	struct texts out = details_room(a);
	const struct topic_facts *was = &c->was, *is = &c->is;

	if (!text_is(c->what, "changed"))
		return out;
	tell(a, &out, _("Name"), was->name, is->name);
	tell(a, &out, _("Description"), was->description, is->description);
	tell(a, &out, _("Address"), was->slug, is->slug);
	if (was->colour != is->colour)
		tell(a, &out, _("Colour"), arena_printf(a, "%lld", (long long)was->colour),
			arena_printf(a, "%lld", (long long)is->colour));
	if (was->open != is->open)
		out.v[out.n++] = is->open ? _("Open for new questions") : _("Closed for new questions");
	return out;
}

void tidy_lines_of_topics(struct arena *a, const struct topic_changes *all, struct tidy_lines *out)
{
	size_t i;

	*out = (struct tidy_lines){arena_array(a, struct tidy_line, all->n + 1), all->n};
	for (i = 0; i < all->n; i++) {
		const struct topic_change *c = &all->v[i];

		out->v[i] = (struct tidy_line){.id = c->id,
			.sentence = topic_sentence(a, c),
			.details = topic_details(a, c),
			.undo = c->may_undo,
			.password = text_is(c->what, "merged") || text_is(c->what, "deleted"),
			.undoes = c->undoes != 0,
			.who = c->admin,
			.who_display = c->admin_display,
			.at = c->at};
	}
}

/* ---- tags ---- */

static const char *makers_name(const char *who)
{
	if (text_is(who, "level"))
		return _("members of a higher level");
	return text_is(who, "moderators") ? _("moderators") : _("everybody");
}

static const char *tag_sentence(struct arena *a, const struct tag_change *c)
{
	const char *name = or_nothing(c->name), *other = or_nothing(c->other);

	if (text_is(c->what, "made"))
		return arena_printf(a, c->is_forbidden ? _("“%s” forbidden") : _("“%s” made"), name);
	if (text_is(c->what, "changed"))
		return arena_printf(a, _("“%s” changed"), name);
	if (text_is(c->what, "synonym"))
		return arena_printf(a, _("Synonym “%s” added"), name);
	if (text_is(c->what, "no_synonym"))
		return arena_printf(a, _("Synonym “%s” removed"), name);
	if (text_is(c->what, "merged"))
		return arena_printf(a, _("“%s” merged into “%s”, threads: %lld"), name, other,
			(long long)c->threads);
	if (text_is(c->what, "unmerged"))
		return arena_printf(a, _("“%s” taken out of “%s” again, threads: %lld"), name, other,
			(long long)c->threads);
	if (text_is(c->what, "unmade"))
		return arena_printf(a, _("“%s” is gone again"), name);
	return _("Who makes new tags");
}

static struct texts tag_details(struct arena *a, const struct tag_change *c)
{
	struct texts out = details_room(a);

	if (text_is(c->what, "makers"))
		tell(a, &out, _("New tags by"), makers_name(c->was_makers), makers_name(c->is_makers));
	if (!text_is(c->what, "changed"))
		return out;
	tell(a, &out, _("Name"), c->was_name, c->is_name);
	tell(a, &out, _("Description"), c->was_description, c->is_description);
	if (c->was_forbidden != c->is_forbidden)
		out.v[out.n++] = c->is_forbidden ? _("Forbidden") : _("No longer forbidden");
	return out;
}

void tidy_lines_of_tags(struct arena *a, const struct tag_changes *all, struct tidy_lines *out)
{
	size_t i;

	*out = (struct tidy_lines){arena_array(a, struct tidy_line, all->n + 1), all->n};
	for (i = 0; i < all->n; i++) {
		const struct tag_change *c = &all->v[i];

		out->v[i] = (struct tidy_line){.id = c->id,
			.sentence = tag_sentence(a, c),
			.details = tag_details(a, c),
			.undo = c->may_undo,
			.password = text_is(c->what, "merged"),
			.undoes = c->undoes != 0,
			.removes = text_is(c->what, "made"),
			.who = c->who,
			.who_display = c->who_display,
			.at = c->at};
	}
}
