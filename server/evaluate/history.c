/* history.c -- see history.h. Posts of deleted accounts, and what is done to oneself, say nothing and are left out. */
#include "evaluate/history.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import/reader.h"
#include "import/value.h"

struct post {
	int64_t id, thread; /* of a question: its own id */
	int64_t accepted;   /* of a question */
	int32_t day;
	uint32_t owner;
	bool question;
};

/* The posts, while the other tables are read. */
struct posts {
	ARRAY(struct post, post);
	struct idmap of;
};

static uint32_t member(struct history *h, int64_t id)
{
	if (id <= 0)
		return 0;
	if (idmap_add(&h->member_of, id, h->members + 1))
		h->members++;
	return (uint32_t)idmap_find(&h->member_of, id);
}

static int64_t number(const struct reader *r, int column)
{
	const char *s = reader_text(r, column);

	return s ? strtoll(s, NULL, 10) : 0;
}

static bool day(struct reader *r, int column, int32_t *out)
{
	struct when at;

	if (!value_date(reader_text(r, column), &at)) {
		reader_refuse(r, "%s is no date", reader_column_name(r, column));
		return false;
	}
	*out = (int32_t)when_day(at);
	return true;
}

static const struct post *post_of(const struct posts *p, int64_t id)
{
	int64_t at = idmap_find(&p->of, id);

	return at < 0 ? NULL : &p->post[at];
}

static void note(struct history *h, enum happening_kind kind, int32_t on, uint32_t by, uint32_t to,
	const struct post *post)
{
	*array_add(h, happening) = (struct happening){.kind = kind,
		.day = on,
		.by = by,
		.to = to,
		.post = post->id,
		.thread = post->thread};
}

/* Opens a table and asks for its columns (numbered as they stand); NULL: it has said why. */
static struct reader *table(const char *directory, const char *name, const char *const *columns)
{
	struct reader *r = reader_find(directory, name);

	if (!r)
		fprintf(stderr, "bothy: %s has no %s.xml or .csv, plain or .gz\n", directory, name);
	for (; r && *columns; columns++)
		(void)reader_column(r, *columns);
	return r;
}

static bool close_table(struct reader *r)
{
	const char *problem = reader_problem(r);

	if (problem)
		fprintf(stderr, "bothy: %s\n", problem);
	reader_close(r);
	return !problem;
}

static bool read_posts(struct history *h, struct posts *p, const char *directory)
{
	enum { ID, TYPE, PARENT, ACCEPTED, CREATED, OWNER };
	static const char *const columns[] = {"Id", "PostTypeId", "ParentId", "AcceptedAnswerId",
		"CreationDate", "OwnerUserId", NULL};
	struct reader *r = table(directory, "Posts", columns);

	if (!r)
		return false;
	while (reader_next(r)) {
		struct post x = {.id = number(r, ID), .accepted = number(r, ACCEPTED)};
		int64_t type = number(r, TYPE);

		if ((type != 1 && type != 2) || number(r, OWNER) <= 0 || !day(r, CREATED, &x.day))
			continue;
		x.owner = member(h, number(r, OWNER));
		x.question = type == 1;
		x.thread = x.question ? x.id : number(r, PARENT);
		if (idmap_add(&p->of, x.id, (int64_t)p->posts))
			*array_add(p, post) = x;
	}
	return close_table(r);
}

static void take_vote(struct history *h, const struct posts *p, struct reader *r, int64_t type,
	const struct post *answer, int created)
{
	const struct post *question = post_of(p, answer->thread);
	int32_t on;

	if (!day(r, created, &on))
		return;
	if (type == 2)
		note(h, HAPPENED_UPVOTE, on, 0, answer->owner, answer);
	else if (question && question->question && question->owner != answer->owner)
		note(h, HAPPENED_ACCEPT, on, question->owner, answer->owner, answer);
}

static bool read_votes(struct history *h, const struct posts *p, const char *directory)
{
	enum { TYPE, POST, CREATED };
	static const char *const columns[] = {"VoteTypeId", "PostId", "CreationDate", NULL};
	struct reader *r = table(directory, "Votes", columns);

	if (!r)
		return false;
	while (reader_next(r)) {
		int64_t type = number(r, TYPE);
		const struct post *answer = post_of(p, number(r, POST));

		if ((type == 1 || type == 2) && answer && !answer->question)
			take_vote(h, p, r, type, answer, CREATED);
	}
	return close_table(r);
}

static bool read_comments(struct history *h, const struct posts *p, const char *directory)
{
	enum { POST, USER, CREATED };
	static const char *const columns[] = {"PostId", "UserId", "CreationDate", NULL};
	struct reader *r = table(directory, "Comments", columns);

	if (!r)
		return false;
	while (reader_next(r)) {
		const struct post *on = post_of(p, number(r, POST));
		uint32_t by = member(h, number(r, USER));
		int32_t at;

		if (on && by && by != on->owner && day(r, CREATED, &at))
			note(h, HAPPENED_COMMENT, at, by, on->owner, on);
	}
	return close_table(r);
}

static void note_posts(struct history *h, const struct posts *p)
{
	size_t i;

	for (i = 0; i < p->posts; i++) {
		const struct post *x = &p->post[i], *question = post_of(p, x->thread);

		if (x->question)
			note(h, HAPPENED_QUESTION, x->day, x->owner, 0, x);
		else if (question && question->question && question->owner != x->owner)
			note(h, HAPPENED_ANSWER, x->day, x->owner, question->owner, x);
	}
}

static bool among(const struct history *h, const struct riddle *x, uint32_t who)
{
	size_t i;

	for (i = x->first; i < h->answerers; i++)
		if (h->answerer[i] == who)
			return true;
	return false;
}

static int by_thread(const void *a, const void *b)
{
	const struct post *x = *(const struct post *const *)a, *y = *(const struct post *const *)b;

	return x->thread < y->thread ? -1 : x->thread > y->thread;
}

/* The answers of one thread are ${x}[0 … n). */
static void note_riddle(struct history *h, const struct posts *p, const struct post *const *x, size_t n)
{
	const struct post *question = post_of(p, x[0]->thread);
	const struct post *accepted = question && question->question ? post_of(p, question->accepted) : NULL;
	struct riddle riddle = {.first = h->answerers};
	size_t i;

	if (!accepted || accepted->question || accepted->owner == question->owner)
		return;
	riddle.day = question->day;
	riddle.winner = accepted->owner;
	for (i = 0; i < n; i++)
		if (x[i]->owner != question->owner && !among(h, &riddle, x[i]->owner))
			*array_add(h, answerer) = x[i]->owner;
	riddle.answerers = h->answerers - riddle.first;
	*array_add(h, riddle) = riddle;
}

static void note_riddles(struct history *h, const struct posts *p)
{
	const struct post **answer = calloc(p->posts + 1, sizeof(*answer));
	size_t n = 0, i, from;

	must(answer);
	for (i = 0; i < p->posts; i++)
		if (!p->post[i].question)
			answer[n++] = &p->post[i];
	qsort(answer, n, sizeof(*answer), by_thread);
	for (from = 0; from < n; from = i) {
		for (i = from; i < n && answer[i]->thread == answer[from]->thread; i++)
			;
		note_riddle(h, p, answer + from, i - from);
	}
	free(answer);
}

static int by_day(const void *a, const void *b)
{
	const struct happening *x = a, *y = b;

	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return x->post < y->post ? -1 : x->post > y->post;
}

bool history_read(struct history *h, const char *directory)
{
	struct posts p = {0};
	bool fine = read_posts(h, &p, directory) && read_votes(h, &p, directory) &&
		    read_comments(h, &p, directory);

	if (fine) {
		note_posts(h, &p);
		note_riddles(h, &p);
		qsort(h->happening, h->happenings, sizeof(*h->happening), by_day);
	}
	free(p.post);
	idmap_end(&p.of);
	return fine;
}

void history_end(struct history *h)
{
	free(h->happening);
	free(h->riddle);
	free(h->answerer);
	idmap_end(&h->member_of);
	*h = (struct history){0};
}
