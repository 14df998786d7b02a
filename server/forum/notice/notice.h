/* notice.h -- telling members what concerns them: a page with a count, and mail, batched.
 *
 * `work` makes notices, from jobs that the writing doors put beside what they wrote: notice.post (an answer, reply or
 * comment: the asker, whoever it is a reply to, whoever is named, the followers) and notice.act (an acceptance, thanks).
 * An asker must never miss his answer: the job stands in the transaction of the answer. */
#ifndef FORUM_NOTICE_H
#define FORUM_NOTICE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

struct arena;
struct job;
struct request;
struct task;

enum notice_kind {
	NOTICE_ANSWER,	   /* an answer to your question, a reply in your discussion */
	NOTICE_COMMENT,	   /* a comment on your post */
	NOTICE_MENTION,	   /* somebody wrote your @name */
	NOTICE_ACCEPTED,   /* your answer was accepted */
	NOTICE_THANKS,	   /* thanks for your post */
	NOTICE_HELPED,	   /* your answer helped somebody else too */
	NOTICE_FOLLOWED,   /* something new in a thread you follow */
	NOTICE_EDITED,	   /* a moderator changed your post */
	NOTICE_REOPENED,   /* a question you answered is open again */
	NOTICE_RETAGGED,   /* somebody changed the tags of your thread */
	NOTICE_SUGGESTED,  /* somebody suggests an edit of your post */
	NOTICE_APPROVED,   /* the edit you suggested was made */
	NOTICE_DECLINED,   /* it was not */
	NOTICE_LEVEL_UP,   /* you may do more now; about no post */
	NOTICE_LEVEL_DOWN, /* or less */
	NOTICE_EVIDENCE,   /* credit of yours is held, or that was decided; about no post */
	NOTICE_NUDGE, /* a question you could help with waits; who wants no mail of these is not asked at all */
	NOTICE_STAYED,	  /* did it stay solved? */
	NOTICE_MODERATED, /* a moderator decided about you or what you wrote */
	NOTICE_REPORT,	  /* what came of a report of yours */
	NOTICE_APPEAL,	  /* your appeal was answered */
};
#define NOTICE_KINDS 21

const char *notice_kind_name(enum notice_kind kind);
/* False: no such kind. */
bool notice_kind_of(const char *name, enum notice_kind *kind);
/* Whether mail is sent for it unless the member says otherwise. */
bool notice_mailed_by_default(enum notice_kind kind);

/* Whether ${member} has left mail about that kind of notice on. */
struct notice_wish {
	bool mail;
};
void notice_wish_find(struct task *t, int64_t member, enum notice_kind kind, struct notice_wish **out);

/* Tells ${member} (0: the post's author) that ${actor} did something with the post ${post}; in the open transaction of `work`. A second notice
 * of the same about the same is not made; nobody is told what he did himself. Counts it, and plans the mail. */
void notice_add(struct task *t, int64_t member, enum notice_kind kind, int64_t actor, int64_t post);

/* Tells ${member} something about himself, which no post and nobody else stands for; otherwise as above, but each time it is called. */
void notice_tell(struct task *t, int64_t member, enum notice_kind kind);
/* Where a notice of that kind leads to, if not to its post; NULL: to its post. */
const char *notice_page_of(const char *kind);

/* Jobs: forum/jobs.c. */
void notice_post_wait(struct task *t,
	const struct job *job); /* subject: the post; text: names in it, "anna,ben", or NOTICE_NAMES_IN_IT */
/* Whoever puts the job did not render the text: the names are taken from what was stored. */
#define NOTICE_NAMES_IN_IT "*"
void notice_act_wait(struct task *t,
	const struct job *job); /* subject: the post; other: who acted; text: the kind */
void notice_mail_wait(struct task *t, const struct job *job); /* subject: the member */

/* For reading.c: the notices about what was seen are read too. Arrays as PostgreSQL writes them, in the open transaction. */
void notices_read_with_threads(struct task *t, const char *threads, const char *viewers, const char *newest);

/* ---- links in mail that work without signing in ---- */

/* What they are signed with. */
struct site_key {
	struct blob key;
};
void site_key_find(struct task *t, struct site_key **out);

/* "/mail/stop/17.answer.MAC": the MAC is keyed by the site's key. ${kind} may be "all". */
const char *notice_stop_path(struct arena *a, const unsigned char key[32], int64_t member, const char *kind);
/* For guard_checks(): whether the request's :token is one of those. */
bool notice_stop_signed_wait(struct request *rq);

#endif
