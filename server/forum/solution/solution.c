/* solution.c -- the rules of solutions: pure functions. */
#include "forum/solution/solution_inside.h"

#include "base/arena.h"
#include "base/intl.h"
#include "base/out.h"

static const char *const names[SOLUTION_STATES] = {"draft", "approved", "rejected"};

bool solution_step_legal(enum solution_state was, enum solution_state becomes)
{
	return was == SOLUTION_DRAFT && becomes != SOLUTION_DRAFT;
}

const char *solution_state_name(enum solution_state s)
{
	return names[s];
}

bool solution_state_of(const char *name, enum solution_state *out)
{
	int s;

	for (s = 0; s < SOLUTION_STATES; s++)
		if (text_is(name, names[s])) {
			*out = (enum solution_state)s;
			return true;
		}
	return false;
}

/* A name as Markdown shows it: every sign that could mean something is escaped. */
static const char *name_escaped(struct arena *a, const char *name)
{
	char *s = arena_alloc(a, 2 * slice_of(name).n + 1), *to = s;

	for (; *name; name++) {
		if ((unsigned char)*name < 0x80 && strchr("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", *name))
			*to++ = '\\';
		*to++ = *name;
	}
	return s;
}

const char *solution_credit(struct arena *a, const struct peers *peers)
{
	const char *line = NULL;
	size_t i;

	for (i = 0; i < peers->n; i++) {
		const char *one = arena_printf(a, "[%s](/u/%s)", name_escaped(a, peers->v[i].display),
			text_percent(a, peers->v[i].name));

		line = !line		  ? one
		       : i + 1 < peers->n ? arena_printf(a, "%s, %s", line, one)
					  : arena_printf(a, _("%s and %s"), line, one);
	}
	return line ? arena_printf(a, _("With thanks to %s, whose answers this builds on."), line) : NULL;
}

const char *solution_source(struct arena *a, const char *text, const struct peers *peers)
{
	const char *credit = solution_credit(a, peers);

	return credit ? arena_printf(a, "%s\n\n%s", text, credit) : text;
}
