/* tag_rights.c -- which tags somebody may put on a thread, and which tag a name means; see topic.h. */
#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "db/row.h"
#include "forum/level/level.h"
#include "forum/topic/topic.h"
#include "web/request.h"

/* A name as it was typed, with what is known of it. */
struct tag_meant {
	const char *typed, *name; /* name NULL: there is no such tag */
	bool forbidden;		  /* it is, and the thread does not have it */
	const char *makers;	  /* of new tags: "level", "moderators"; else all */
};
LIST(tags_meant, struct tag_meant);

struct tags_asked {
	struct tags_meant found;
};

static void read_meant(struct row *r, struct tag_meant *x)
{
	x->typed = row_text(r, "typed");
	x->name = row_text(r, "name");
	x->forbidden = row_bool(r, "forbidden");
	x->makers = row_text(r, "makers");
}

QUERY(tags_meant_by, DOOR_WEB, struct tag_meant, read_meant,
	"SELECT u.name AS typed, g.name, g.forbidden AND NOT EXISTS (SELECT FROM community.thread_tag x"
	"  WHERE x.thread_id IN ($1, (SELECT thread_id FROM community.post WHERE id = $2)) AND x.tag_id = g.id) AS forbidden,"
	" (SELECT value FROM ops.setting WHERE key = 'tags.makers') AS makers"
	" FROM unnest($3::text[]) WITH ORDINALITY u (name, n) LEFT JOIN community.tag_synonym s ON s.name = u.name"
	" LEFT JOIN community.tag g ON g.id = COALESCE(s.tag_id, (SELECT id FROM community.tag WHERE name = u.name)) ORDER BY u.n LIMIT 10");

static bool may_make(const struct tag_meant *m, const struct viewer *v)
{
	if (text_is(m->makers, "moderators"))
		return viewer_is(v, ROLE_MODERATOR);
	return !text_is(m->makers, "level") || viewer_may(v, PRIVILEGE_TAGS);
}

static const char *wrong_of(struct request *rq, const struct tag_meant *m)
{
	struct arena *a = &rq->task.arena;

	if (m->forbidden)
		return arena_printf(a, _("The tag “%s” is not used here any more."), m->name);
	if (m->name || may_make(m, &rq->viewer))
		return NULL;
	return arena_printf(a,
		text_is(m->makers, "moderators")
			? _("There is no tag “%s”, and only moderators make new ones. Please take one there is.")
			: _("There is no tag “%s”, and new ones are made by members of a higher level. Please take one there is."),
		m->typed);
}

static bool is_among(const struct texts *names, const char *name)
{
	size_t i;

	for (i = 0; i < names->n; i++)
		if (text_is(names->v[i], name))
			return true;
	return false;
}

struct tags_asked *tags_ask(struct task *t, struct texts names, int64_t thread, int64_t post)
{
	struct tags_asked *asked = arena_new(&t->arena, struct tags_asked);

	if (names.n)
		db_many(t, &tags_meant_by, &asked->found, thread, post, names);
	return asked;
}

const char *tags_wrong(struct request *rq, const struct tags_asked *asked, struct texts *names)
{
	struct texts meant = {arena_array(&rq->task.arena, const char *, names->n + 1), 0};
	const char *wrong = NULL;
	size_t i;

	for (i = 0; i < asked->found.n && !wrong; i++) {
		const struct tag_meant *m = &asked->found.v[i];
		const char *name = m->name ? m->name : m->typed;

		wrong = wrong_of(rq, m);
		if (!is_among(&meant, name))
			meant.v[meant.n++] = name;
	}
	if (!wrong)
		*names = meant;
	return wrong;
}
