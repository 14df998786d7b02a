/* dump.h -- a whole Stack Exchange dump in memory, without its texts: who, when, on what. dump_read() fills
 * it.
 *
 * About 150 bytes a post, 50 a comment, 40 an account. Texts lie in the spool. Accounts are numbered from 1
 * in d->user; number 0 is the "former member", who stands for everybody the dump does not name. Dates are
 * never 0. */
#ifndef IMPORT_DUMP_H
#define IMPORT_DUMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/clock.h"
#include "import/array.h"
#include "import/idmap.h"
#include "import/names.h"
#include "import/spool.h"
#include "import/tally.h"
#include "import/value.h"

struct progress;

struct dump_user {
	int64_t id; /* the dump's */
	struct when joined;
	const char *display; /* NULL: the dump speaks of this account but does not have it */
	int64_t member_id;   /* ours; given by the plan */
	bool here;	     /* written by an earlier run, or earlier in this one */
};

#define DUMP_NONE UINT32_MAX

enum dump_kind { DUMP_QUESTION, DUMP_ANSWER };

struct dump_post {
	int64_t id, parent, accepted; /* the dump's; parent of an answer, accepted answer of a question */
	struct when created, active, edited, accepted_at;
	int64_t views;
	uint32_t owner; /* number in user */
	int32_t votes_up, votes_down;
	enum dump_kind kind;
	bool closed;
	bool accept_vote; /* of a question: a row of Votes says when it was solved */
	struct kept title, body;
	uint32_t tag[VALUE_TAGS]; /* numbers in tags */
	uint32_t tags;
	/* the plan's */
	int64_t post_id;
	uint32_t thread;	     /* number in thread; DUMP_NONE: an answer without its question */
	uint32_t history, histories; /* where its rows begin in change, and how many they are */
	uint32_t comments;
	bool here;
};

struct dump_comment {
	int64_t id;
	struct when created;
	uint32_t post, author; /* numbers */
	struct kept text;
	int64_t post_id;
	bool here;
};

/* One row of PostHistory that changes a title or a body. */
struct dump_change {
	int64_t id;
	struct when at;
	uint64_t group; /* rows with the same one were one edit */
	uint32_t post, author;
	bool title;
	struct kept text, comment;
};

struct dump_follow {
	struct when at;
	uint32_t post, user;
};

struct dump_link {
	struct when at;
	int64_t id;
	uint32_t post, other;
	bool duplicate;
	bool done; /* written, or known to be */
};

/* A question with what hangs on it: ranges of the sorted arrays. */
struct dump_thread {
	uint32_t question;
	uint32_t answer, answers;
	uint32_t comment, comments;
	uint32_t follow, follows;
	uint32_t duplicate_of; /* number in thread, or DUMP_NONE */
	int64_t thread_id;
	bool here;
};

struct dump {
	struct arena arena; /* names, tags */
	struct spool *spool;
	ARRAY(struct dump_user, user);
	ARRAY(struct dump_post, post);
	ARRAY(struct dump_comment, comment);
	ARRAY(struct dump_change, change);
	ARRAY(struct dump_follow, follow);
	ARRAY(struct dump_link, link);
	ARRAY(struct dump_thread, thread);
	uint32_t *answer; /* numbers of posts, by thread and date */
	size_t answers;
	struct idmap user_of, post_of, comment_of;
	struct idmap other_post; /* neither question nor answer */
	struct names tags;	 /* that a question carries */
	struct names listed;	 /* of these, the ones in Tags */
	int64_t site_id;	 /* the lowest account, and when it was made: what the site is known by */
	struct when site_at;
	int64_t reduced, lost; /* texts whose markup, or which altogether, nobody could lay out */
	struct tally users_t, posts_t, history_t, comments_t, votes_t, links_t, tags_t;
};

/* Reads all tables under ${directory}. False: *${problem} says what is wrong, in ${d}'s arena, or is NULL
 * when it was interrupted. */
bool dump_read(struct dump *d, const char *directory, struct progress *p, const char **problem);
void dump_end(struct dump *d);

#endif
