/* demo_act.c -- who said thanks, was helped too, accepted: lists of names, each with an age and a context if
 * known. */
#include <string.h>

#include "forum/demo/demo_reader.h"

struct when demo_some_time_after(struct when at, struct when now, int days, const char *seed)
{
	int64_t span = (int64_t)days * 86400 * 1000000, most = now.us - at.us;
	uint32_t hash = 2166136261;

	for (; *seed; seed++)
		hash = (hash ^ (unsigned char)*seed) * 16777619;
	hash ^= hash >> 15;
	if (most <= 0)
		return at;
	if (span > most)
		span = most;
	/* The product of two fractions, so that most of it happens soon. */
	return (struct when){at.us + span / 1000 * (hash % 1000) / 1000 * (hash / 1000 % 1000 + 1)};
}

/* One item of a list: NAME [AGE] ["CONTEXT"]. */
struct item {
	const char *name, *age, *context;
};

/* Cuts the first item off ${rest}; a comma inside the quotes is part of the context. */
static struct item item_cut(struct arena *a, struct slice *rest)
{
	struct slice s, word, context = {"", 0};
	size_t n = 0;
	bool quoted = false;

	for (; n < rest->n && (quoted || rest->s[n] != ','); n++)
		quoted ^= rest->s[n] == '"';
	s = (struct slice){rest->s, n};
	*rest = n < rest->n ? (struct slice){rest->s + n + 1, rest->n - n - 1} : (struct slice){NULL, 0};

	context = s;
	s = slice_trim(slice_cut(&context, '"'));
	if (context.s)
		context = slice_cut(&context, '"');
	word = slice_cut(&s, ' ');
	s = slice_trim(s);
	return (struct item){arena_text_n(a, word.s, word.n), arena_text_n(a, s.s, s.n),
		arena_text_n(a, context.s, context.n)};
}

static void check_new(struct demo_reader *rd, int line, const struct demo_acts *acts,
	const struct demo_act *act)
{
	size_t i;

	for (i = 0; i < acts->n; i++)
		if (&acts->v[i] != act && acts->v[i].who == act->who)
			demo_fail(rd, line, "%s is named twice", act->who->username);
}

/* When it was done: what the item says, or some time within ${days}. */
static struct when act_time(struct demo_reader *rd, int line, const struct item *item,
	const struct demo_post *post, int days, const struct demo_member *who)
{
	struct demo_age age;
	struct when from = post->at;

	if (!*item->age) {
		if (who->joined.us > from.us)
			from = who->joined;
		return demo_some_time_after(from, rd->now, days,
			arena_printf(rd->a, "%s %s", who->username, post->place));
	}
	if (!demo_age_read(item->age, &age)) {
		demo_fail(rd, line, "'%s' is not an age like '12d 09:30' or '5h 20m'", item->age);
		return from;
	}
	if (!demo_age_precedes(post->age, age) || !demo_age_precedes(who->joined_age, age))
		demo_fail(rd, line, "%s may have done it too early", who->username);
	return demo_age_at(age, rd->now);
}

static void read_list(struct demo_reader *rd, const struct demo_field *field, const struct demo_post *post,
	int days, struct demo_acts *out)
{
	struct slice rest = slice_of(field->value);

	while (rest.n) {
		struct item item = item_cut(rd->a, &rest);
		const struct demo_member *who = demo_member_find(rd->demo, item.name);
		struct demo_act *act;

		rest = slice_trim(rest);
		if (!who)
			return demo_fail(rd, field->line, "unknown member '%s'", item.name);
		if (who == post->author && !text_is(field->name, "accepted"))
			demo_fail(rd, field->line, "%s: %s wrote it himself", field->name, who->username);
		act = DEMO_PUSH(rd->a, out);
		*act = (struct demo_act){who, act_time(rd, field->line, &item, post, days, who),
			item.context};
		check_new(rd, field->line, out, act);
	}
}

void demo_read_acts(struct demo_reader *rd, const char *name, const struct demo_post *post, int days,
	struct demo_acts *out)
{
	size_t i;

	for (i = 0; i < rd->record->fields.n && !rd->error; i++)
		if (text_is(rd->record->fields.v[i].name, name))
			read_list(rd, &rd->record->fields.v[i], post, days, out);
}

static void check_apart(struct demo_reader *rd, const struct demo_acts *acts, const struct demo_acts *others)
{
	size_t i, j;

	for (i = 0; i < acts->n; i++)
		for (j = 0; j < others->n; j++)
			if (acts->v[i].who == others->v[j].who)
				demo_fail(rd, rd->record->line, "%s found it helpful and not helpful",
					acts->v[i].who->username);
}

void demo_check_acts(struct demo_reader *rd, const struct demo_post *answer)
{
	check_apart(rd, &answer->thanks, &answer->not_helpful);
	check_apart(rd, &answer->helped, &answer->not_helpful);
}
