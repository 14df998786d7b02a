/* level_text.c -- see level_text.h. */
#include "forum/level/level_text.h"

#include "base/arena.h"
#include "base/intl.h"

static void say(struct arena *a, struct texts *list, const char *sentence)
{
	list->v = arena_grow(a, list->v, list->n * sizeof(*list->v), (list->n + 1) * sizeof(*list->v));
	list->v[list->n++] = sentence;
}

static struct texts opens_of(struct arena *a, int level)
{
	static const char *const sentences[PRIVILEGES] = {
		[PRIVILEGE_LINKS] = _("Links to other sites that you post can be clicked."),
		[PRIVILEGE_TAGS] = _("You can edit the tags of others’ threads."),
		[PRIVILEGE_SUGGEST] = _(
			"You can suggest edits of others’ posts; the author or a moderator says yes or no."),
		[PRIVILEGE_QUEUE] = _("You see what members have reported to the moderators."),
	};
	struct texts opens = {0};
	int i;

	for (i = 0; i < PRIVILEGES; i++)
		if (level_opening((enum privilege)i) == level)
			say(a, &opens, sentences[i]);
	if (level && level_flag_weight(level) > level_flag_weight(level - 1))
		say(a, &opens,
			arena_printf(a,
				_("When you report a post, it weighs as much as %d reports of newcomers."),
				level_flag_weight(level)));
	return opens;
}

void level_cards_make(struct arena *a, const struct level_rules *rules, struct level_cards *out)
{
	int i;

	*out = (struct level_cards){arena_array(a, struct level_card, LEVELS), LEVELS};
	for (i = 0; i < LEVELS; i++)
		out->v[i] = (struct level_card){
			.level = i,
			.name = level_name(i),
			.description = level_description(i),
			.opens = opens_of(a, i),
			.bound = rules->bound[i],
			.ratio = level_percent(a, rules->bound[i].ratio),
			.keep_ratio = level_percent(a, rules->bound[i].keep_ratio),
		};
}

struct texts level_missing(struct arena *a, const struct level_bound *bound, const struct level_numbers *n)
{
	struct texts missing = {0};
	int64_t ratio = level_ratio(n->good, n->bad), more = bound->people - n->people;

	if (more == 1)
		say(a, &missing, _("one more person helped"));
	else if (more > 1)
		say(a, &missing, arena_printf(a, _("%lld more people helped"), (long long)more));
	if (ratio < bound->ratio)
		say(a, &missing,
			arena_printf(a, _("a helpful ratio of %s %% instead of %s %%"),
				level_percent(a, bound->ratio), level_percent(a, ratio)));
	return missing;
}

const char *level_change_why(struct arena *a, const struct level_change *c)
{
	const char *ratio = level_percent(a, c->ratio);
	long long people = (long long)c->people;

	if (text_is(c->why, "people"))
		return arena_printf(a, _("People helped: %lld, and this level takes %lld to stay."), people,
			(long long)c->lost.keep_people);
	if (text_is(c->why, "ratio"))
		return arena_printf(a,
			_("Helpful ratio: %s %% (%lld good, %lld bad), and this level takes %s %% to stay."),
			ratio, (long long)c->good, (long long)c->bad, level_percent(a, c->lost.keep_ratio));
	return arena_printf(a, _("People helped: %lld. Helpful ratio: %s %%."), people, ratio);
}

/* ---- thresholds beside those before ---- */

static void compare(struct arena *a, struct texts *list, const char *what, const char *was, const char *is)
{
	if (!text_is(was, is))
		say(a, list, arena_printf(a, "%s: %s → %s", what, was, is));
}

static const char *number(struct arena *a, int64_t n)
{
	return arena_printf(a, "%lld", (long long)n);
}

static void bounds_compare(struct arena *a, struct texts *list, const char *name,
	const struct level_bound *was, const struct level_bound *is)
{
	compare(a, list, arena_printf(a, _("%s, people to rise"), name), number(a, was->people),
		number(a, is->people));
	compare(a, list, arena_printf(a, _("%s, ratio to rise"), name), level_percent(a, was->ratio),
		level_percent(a, is->ratio));
	compare(a, list, arena_printf(a, _("%s, people to stay"), name), number(a, was->keep_people),
		number(a, is->keep_people));
	compare(a, list, arena_printf(a, _("%s, ratio to stay"), name), level_percent(a, was->keep_ratio),
		level_percent(a, is->keep_ratio));
}

struct texts level_rules_changes(struct arena *a, const struct level_rules *before,
	const struct level_rules *after)
{
	struct texts list = {0};
	int i;

	for (i = 1; i < LEVELS; i++)
		bounds_compare(a, &list, level_name(i), &before->bound[i], &after->bound[i]);
	compare(a, &list, _("Judgements before “not helpful” counts"), number(a, before->judgements),
		number(a, after->judgements));
	compare(a, &list, _("Days before a fall"), number(a, before->settle_days),
		number(a, after->settle_days));
	return list;
}
