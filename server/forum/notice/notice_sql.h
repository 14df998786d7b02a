/* notice_sql.h -- statements on notices, for this folder. */
#ifndef FORUM_NOTICE_SQL_H
#define FORUM_NOTICE_SQL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"
#include "forum/notice/notice.h"

struct task;

/* A notice as its reader sees it. */
struct notice {
	int64_t id, post_id;
	const char *kind;
	const char *actor_name, *actor_display; /* NULL: nobody in particular */
	int64_t thread_id;
	const char *title, *slug;
	const char *excerpt; /* of the post, plain; NULL */
	struct when created_at;
	bool unread;
};
LIST(notices, struct notice);

/* Newest first, ${before} an id (0: from the top), one more than a page. */
void notices_of(struct task *t, int64_t member, int64_t before, struct notices *out);
/* All up to ${newest} are read. In a transaction. */
void notices_mark_read(struct task *t, int64_t member, int64_t newest);

/* The kinds a member has chosen about; kinds not among them are as by default. */
struct notice_choice {
	const char *kind;
	bool mail;
};
LIST(notice_choices, struct notice_choice);
void notice_choices_of(struct task *t, int64_t member, struct notice_choices *out);
void notice_choice_set(struct task *t, int64_t member, const char *kind, bool mail);

/* Everybody the post concerns is told. In a transaction of work. */
void notices_of_post_add(struct task *t, int64_t post, struct texts names);

/* Names in it that are links, as it is stored; NULL: there is no such post. */
struct notice_names {
	struct texts names;
};
void notice_names_in(struct task *t, int64_t post, struct notice_names **out);

/* For mail. */
struct notice_reader {
	const char *email, *display, *locale, *zone;
	bool confirmed;
};
void notice_reader_of(struct task *t, int64_t member, struct notice_reader **out);
#define NOTICES_A_MAIL 50
/* Unread and not mailed, oldest first, at most so many. */
void notices_to_mail(struct task *t, int64_t member, struct notices *out);
/* Those with these ids have been mailed, or need not be. */
void notices_mailed(struct task *t, int64_t member, struct texts ids);

#define NOTICE_PAGE 30

#endif
