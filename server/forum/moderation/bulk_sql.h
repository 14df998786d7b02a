/* bulk_sql.h -- which posts belong together: all of one author, or what waits and is like one post; for this folder. */
#ifndef FORUM_MODERATION_BULK_SQL_H
#define FORUM_MODERATION_BULK_SQL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"
#include "forum/byline.h"

struct task;

/* What makes posts one of a kind. */
enum bulk_by {
	BULK_AUTHOR, /* all posts of a member in the last ${minutes}; 0: ever */
	BULK_WAVE,   /* what waits and looks like spam, by accounts that joined in the last ${hours} */
	BULK_HELD,   /* the same, and whatever else is held of such accounts: all of a wave in one decision */
	BULK_SPAM,   /* everything the classifier took for spam, or for like it */
	BULK_WORDS,  /* what waits and reads like the post ${like} */
	BULK_HOST,   /* what waits and leads to the same site as the post ${like} */
	BULK_KINDS,
};
const char *bulk_name(enum bulk_by by); /* as in addresses: "wave" */
enum bulk_by bulk_of(const char *name); /* NULL and others: BULK_KINDS */

struct bulk_choice {
	enum bulk_by by;
	int64_t member, like;
	int64_t minutes, hours;
	bool also;	 /* everything else that the same accounts posted since then, too */
	int64_t upto;	 /* no post after that one: nobody has seen it in the preview; 0: all */
	int64_t viewer;	 /* what concerns him is not among them */
	const char *own; /* the site's host: links to it lead nowhere else */
};

struct bulk_post {
	int64_t id, author;
	const char *id_text;
	bool standing; /* by somebody who has done something here: left out, and shown */
	int64_t spam;  /* per mille; -1: not known */
};
LIST(bulk_posts, struct bulk_post);
#define BULK_MOST 20000
/* The least suspicious first. */
void bulk_find(struct task *t, const struct bulk_choice *c, struct bulk_posts *out);

/* Some of them, as people read them. */
struct bulk_shown {
	int64_t id;
	const char *title, *excerpt, *gone;
	struct when created_at;
	struct byline author;
	int64_t spam;
	bool opens;
};
LIST(bulk_showns, struct bulk_shown);
void bulk_show(struct task *t, struct texts ids, struct bulk_showns *out);

#endif
