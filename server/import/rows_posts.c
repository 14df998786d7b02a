/* rows_posts.c -- Posts and PostHistory; see rows.h. */
#include <string.h>

#include "base/text.h"
#include "import/dump.h"
#include "import/reader.h"
#include "import/rows.h"
#include "import/value.h"

/* ---- Posts ---- */

enum {
	P_ID,
	P_TYPE,
	P_PARENT,
	P_ACCEPTED,
	P_CREATED,
	P_ACTIVE,
	P_EDITED,
	P_CLOSED,
	P_VIEWS,
	P_OWNER,
	P_TITLE,
	P_TAGS,
	P_BODY
};
static const char *const post_columns[] = {"Id", "PostTypeId", "ParentId", "AcceptedAnswerId", "CreationDate",
	"LastActivityDate", "LastEditDate", "ClosedDate", "ViewCount", "OwnerUserId", "Title", "Tags", "Body",
	NULL};

static const char *why_not(int64_t type)
{
	switch (type) {
	case 3:
	case 4:
	case 5:
		return "a description of a tag";
	case 6:
		return "an election";
	default:
		return "a page that is no question or answer";
	}
}

static void take_tags(struct dump *d, struct dump_post *post, const char *tags)
{
	struct arena a = ARENA_EMPTY;
	const char *name[VALUE_TAGS];
	size_t i, n = value_tags(&a, tags, name);

	for (i = 0; i < n; i++)
		post->tag[post->tags++] = names_add(&d->tags, name[i]);
	arena_end(&a);
}

static bool read_post(struct reader *r, struct dump_post *post, int64_t *owner)
{
	struct when closed;
	bool fine = rows_date(r, P_CREATED, &post->created) && rows_date_or_0(r, P_ACTIVE, &post->active) &&
		    rows_date_or_0(r, P_EDITED, &post->edited) && rows_date_or_0(r, P_CLOSED, &closed) &&
		    rows_number_or_0(r, P_VIEWS, &post->views) && rows_number_or_0(r, P_OWNER, owner) &&
		    rows_number_or_0(r, P_ACCEPTED, &post->accepted) &&
		    (post->kind == DUMP_ANSWER ? rows_number : rows_number_or_0)(r, P_PARENT, &post->parent);

	post->closed = fine && when_known(closed);
	return fine;
}

static void take_post(struct dump *d, struct reader *r, int64_t id, enum dump_kind kind)
{
	struct dump_post post = {.id = id, .kind = kind, .thread = DUMP_NONE};
	int64_t owner;

	if (!read_post(r, &post, &owner))
		return;
	if (!idmap_add(&d->post_of, id, (int64_t)d->posts)) {
		reader_refuse(r, "a second post with the Id %lld", (long long)id);
		return;
	}
	post.owner = rows_user(d, owner);
	post.title = spool_keep(d->spool, reader_text(r, P_TITLE));
	post.body = spool_keep(d->spool, reader_text(r, P_BODY));
	if (kind == DUMP_QUESTION)
		take_tags(d, &post, reader_text(r, P_TAGS));
	*array_add(d, post) = post;
}

static void row_post(struct dump *d, struct reader *r)
{
	int64_t id, type;

	if (!rows_number(r, P_ID, &id) || !rows_number(r, P_TYPE, &type))
		return;
	if (type == 1 || type == 2) {
		take_post(d, r, id, type == 1 ? DUMP_QUESTION : DUMP_ANSWER);
	} else {
		idmap_add(&d->other_post, id, 0);
		tally_skip(&d->posts_t, why_not(type), 1);
	}
}

/* Every question begins a thread; answers may stand before their question in the file. */
static void end_posts(struct dump *d)
{
	int64_t question;
	size_t i;

	for (i = 0; i < d->posts; i++) {
		if (d->post[i].kind != DUMP_QUESTION)
			continue;
		d->post[i].thread = (uint32_t)d->threads;
		array_add(d, thread)->question = (uint32_t)i;
	}
	for (i = 0; i < d->posts; i++) {
		if (d->post[i].kind != DUMP_ANSWER)
			continue;
		question = idmap_find(&d->post_of, d->post[i].parent);
		if (question >= 0 && d->post[question].kind == DUMP_QUESTION)
			d->post[i].thread = d->post[question].thread;
		else
			tally_skip(&d->posts_t, "an answer whose question is not in the dump", 1);
	}
}

const struct rows rows_posts = {post_columns, row_post, end_posts};

/* ---- PostHistory ---- */

enum { H_ID, H_TYPE, H_POST, H_GROUP, H_DATE, H_USER, H_TEXT, H_COMMENT };
static const char *const history_columns[] = {"Id", "PostHistoryTypeId", "PostId", "RevisionGUID",
	"CreationDate", "UserId", "Text", "Comment", NULL};

/* 1, 4, 7: a title's beginning, edit and rollback; 2, 5, 8: a body's; 3, 6, 9: the tags'. */
static bool of_title(int64_t type)
{
	return type == 1 || type == 4 || type == 7;
}

static bool of_body(int64_t type)
{
	return type == 2 || type == 5 || type == 8;
}

static uint64_t group_of(const char *guid)
{
	uint64_t hash = UINT64_C(0xCBF29CE484222325);

	for (; guid && *guid; guid++)
		hash = (hash ^ (unsigned char)*guid) * UINT64_C(0x100000001B3);
	return hash;
}

static void take_change(struct dump *d, struct reader *r, struct dump_change *change)
{
	int64_t user;

	if (!rows_number_or_0(r, H_USER, &user))
		return;
	if (!reader_text(r, H_TEXT)) {
		tally_skip(&d->history_t, "an edit without its text", 1);
		return;
	}
	change->author = rows_user(d, user);
	change->group = group_of(reader_text(r, H_GROUP));
	change->text = spool_keep(d->spool, reader_text(r, H_TEXT));
	change->comment = spool_keep(d->spool, reader_text(r, H_COMMENT));
	*array_add(d, change) = *change;
}

static void row_change(struct dump *d, struct reader *r)
{
	struct dump_change change = {0};
	int64_t type, post;

	if (!rows_number(r, H_ID, &change.id) || !rows_number(r, H_TYPE, &type) ||
		!rows_number(r, H_POST, &post) || !rows_date(r, H_DATE, &change.at))
		return;
	if (type == 3 || type == 6 || type == 9) {
		tally_skip(&d->history_t, "of tags: only their last state is kept", 1);
	} else if (!of_title(type) && !of_body(type)) {
		tally_skip(&d->history_t, "closing, locking, suggesting and the like", 1);
	} else {
		change.post = rows_post(d, post, &d->history_t);
		change.title = of_title(type);
		if (change.post != DUMP_NONE)
			take_change(d, r, &change);
	}
}

const struct rows rows_history = {history_columns, row_change, NULL};
