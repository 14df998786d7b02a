/* versions.c -- see versions.h. */
#include "import/versions.h"

#include "base/arena.h"
#include "base/text.h"
#include "import/dump.h"

#define REASON_MOST 299 /* characters, and the sign that more was cut off */

static bool same_edit(const struct dump_change *a, const struct dump_change *b)
{
	return a->group == b->group && a->author == b->author;
}

static void apply(struct arena *a, const struct dump *d, const struct dump_change *change, struct version *v)
{
	const char *text = spool_text(d->spool, a, change->text),
		   *reason = spool_text(d->spool, a, change->comment);

	if (change->title)
		v->title = text ? text_one_line(a, text) : v->title;
	else
		v->source = text ? text_lines(a, text) : v->source;
	if (reason && !*v->reason)
		v->reason = text_excerpt(a, text_one_line(a, reason), REASON_MOST);
}

size_t versions_of(struct arena *a, const struct dump *d, const struct dump_post *post, struct version **out)
{
	const struct dump_change *change = &d->change[post->history];
	struct version now = {0};
	size_t i, n = 0;

	*out = arena_array(a, struct version, post->histories);
	for (i = 0; i < post->histories; i++) {
		if (i == 0 || !same_edit(&change[i], &change[i - 1]))
			now.reason = "";
		now.author = change[i].author;
		now.at = change[i].at;
		apply(a, d, &change[i], &now);
		if (!now.source)
			continue; /* its first text is still to come */
		if (n == 0 || i == 0 || !same_edit(&change[i], &change[i - 1]))
			n++;
		(*out)[n - 1] = now;
	}
	return n;
}
