/* tag_admin_sql.h -- the statements of looking after tags; for the files of this folder only. As in topic_admin_sql.h. */
#ifndef FORUM_TAG_ADMIN_SQL_H
#define FORUM_TAG_ADMIN_SQL_H

#include "base/clock.h"
#include "base/text.h"
#include "forum/topic/topic.h"

struct request;
struct tidy_done;

#define TAGS_PAGE 50

struct tag_row {
	int64_t id;
	const char *name, *description;
	int64_t threads;
	bool forbidden;
	struct texts synonyms;
};
LIST(tag_rows, struct tag_row);

/* What is asked of the list: ${q} in the name or a synonym, "" for all; from behind (threads, name) on. */
struct tags_query {
	const char *q;
	bool by_name, forbidden; /* forbidden: only those */
	bool from;		 /* not the first page */
	int64_t threads;
	const char *name;
};
/* TAGS_PAGE + 1 at most. */
void tags_page_find(struct task *t, const struct tags_query *q, struct tag_rows *out);
struct tags_sum {
	int64_t tags, synonyms, forbidden;
};
void tags_sum(struct task *t, struct tags_sum **out);
void tag_of(struct task *t, int64_t tag, struct tag_row **out);
/* "all", "level" or "moderators" make new ones. */
struct tag_makers {
	const char *who;
};
void tag_makers_now(struct task *t, struct tag_makers **out);

struct tag_change {
	int64_t id, tag, undoes;
	const char *what;			/* the word in community.tag_change */
	const char *name, *other;		/* of tags or synonyms, as they were or are */
	const char *was_name, *was_description; /* of "changed" */
	const char *is_name, *is_description;
	bool was_forbidden, is_forbidden;
	const char *was_makers, *is_makers;
	int64_t threads;
	bool may_undo;
	const char *who, *who_display;
	struct when at;
};
LIST(tag_changes, struct tag_change);
/* The newest first, fifty at most; ${tag} 0: of all. */
void tag_changes(struct task *t, int64_t tag, struct tag_changes *out);
/* The id of the newest change of a tag, 0: none. */
struct tag_base {
	int64_t id;
};
void tag_base(struct task *t, int64_t tag, struct tag_base **out);

/* In the open transaction. */
void tag_make(struct request *rq, const char *name, bool forbidden, struct tidy_done **out);
void tag_set(struct request *rq, const struct tag_row *as, int64_t base, struct tidy_done **out);
void tag_synonym_add(struct request *rq, int64_t tag, const char *name, struct tidy_done **out);
void tag_synonym_remove(struct request *rq, int64_t tag, const char *name, struct tidy_done **out);
void tag_merge(struct request *rq, int64_t tag, int64_t target, struct tidy_done **out);
void tag_makers_set(struct request *rq, const char *who, struct tidy_done **out);
void tag_undo(struct request *rq, int64_t change, struct tidy_done **out);

#endif
