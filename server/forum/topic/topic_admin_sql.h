/* topic_admin_sql.h -- the statements of looking after topics; for the files of this folder only. The public door calls functions of
 * migrations/0034, which look whose session it is; a refusal is DB_CONFLICT with a name that topic_words.h has a sentence for. */
#ifndef FORUM_TOPIC_ADMIN_SQL_H
#define FORUM_TOPIC_ADMIN_SQL_H

#include "base/clock.h"
#include "base/text.h"
#include "forum/topic/topic.h"

struct request;
struct tidy_done;

/* What of a topic can be changed, as it was or is; name NULL: not known. */
struct topic_facts {
	const char *name, *description, *slug;
	int64_t colour;
	bool open;
};

struct topic_change {
	int64_t id, topic, undoes;
	const char *what;	  /* the word in community.topic_change */
	const char *name, *other; /* the topics' names, as they are or were; other: what it was merged with */
	struct topic_facts was, is; /* of "changed" */
	int64_t threads;	    /* moved */
	bool done, may_undo;	    /* done false: threads are still being moved */
	const char *admin, *admin_display;
	struct when at;
};
LIST(topic_changes, struct topic_change);
/* The newest first, fifty at most; ${topic} 0: of all. */
void topic_changes(struct task *t, int64_t topic, struct topic_changes *out);

/* The id of the newest change: of the topic; of the order. 0: none. */
struct topic_base {
	int64_t id;
};
void topic_base(struct task *t, int64_t topic, struct topic_base **out);
void topics_base(struct task *t, struct topic_base **out);

/* NULL: there is none, or it was merged. */
void topic_of(struct task *t, int64_t topic, struct topic **out);
/* An address that leads to a topic. */
struct topic_address {
	const char *slug;
};
LIST(topic_addresses, struct topic_address);
void topic_addresses(struct task *t, int64_t topic, struct topic_addresses *out);

/* In the open transaction. */
void topic_make(struct request *rq, const struct topic_facts *f, struct tidy_done **out);
void topic_set(struct request *rq, int64_t topic, int64_t base, const struct topic_facts *f,
	struct tidy_done **out);
/* ${ids}: numbers as texts. */
void topics_order(struct request *rq, int64_t base, struct texts ids, struct tidy_done **out);
void topic_merge(struct request *rq, int64_t topic, int64_t target, struct tidy_done **out);
void topic_delete(struct request *rq, int64_t topic, struct tidy_done **out);
void topic_undo(struct request *rq, int64_t change, struct tidy_done **out);

#endif
