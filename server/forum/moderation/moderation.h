/* moderation.h -- reports, the queue, decisions: what other subjects may know and call.
 *
 * What moderators do is done by functions of the database (migrations/0030, 0048), which look whose session it is, keep what was before, and can
 * take it back. Nothing here hides by an UPDATE of its own: the public door has no right to.
 *
 * Why something is not shown stands in community.post.gone and thread.gone, beside deleted_at: "author", "hidden" (by a moderator), "held"
 * (waits for a look; its author sees it), "merged" (a thread's posts stand in another). A post that is to be held is inserted with deleted_at
 * and gone = 'held', with an item in the queue; a moderator's "keep" shows it and counts it, and "hide" removes it. */
#ifndef FORUM_MODERATION_H
#define FORUM_MODERATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

struct arena;
struct form;
struct job;
struct request;
struct task;
struct viewer;

/* ---- putting something into the queue ---- */

enum queue_kind {
	QUEUE_REPORT,
	QUEUE_HELD,	  /* a post that waits for a look */
	QUEUE_FIRST_POST, /* somebody's first */
	QUEUE_EDIT,	  /* an edit that should be looked at */
	QUEUE_SUSPICION,  /* a rule or a classifier took it for something */
	QUEUE_SUGGESTION, /* these two come and go by themselves, with the state of their rows */
	QUEUE_EVIDENCE,
	QUEUE_APPEAL,
};
#define QUEUE_KINDS 8

const char *queue_kind_name(enum queue_kind kind);

struct queued {
	enum queue_kind kind;
	int64_t post, member, link; /* its target: one of them */
	int harm;	 /* 0 to 100: what comes first. private data 100, abuse 60, dangerous 50, spam 40 */
	const char *why; /* for moderators: which rule, which words; NULL: nothing to say */
};
/* In the open transaction of web or work. If an item of that kind and target is open already, the greater harm holds. */
void queue_put(struct task *t, const struct queued *q);

/* ---- going through it ---- */

/* The kind of items that a moderator goes through, as an address or form says (kind=); "": all. */
const char *queue_kind_asked(const struct form *fields);

/* Suggested edits, evidence and appeals have pages of their own. Where one is opened as an item of the queue, the page carries this on, and
 * leads to what comes next (templates/queue_next.html). */
struct queue_way {
	int64_t item; /* in addresses and forms "way"; 0: the page was opened otherwise */
	const char *kind;
};
struct queue_way queue_way_asked(const struct request *rq); /* of the body, if there is one */
/* ${path}, which has no query, with it. */
const char *queue_way_path(struct arena *a, const char *path, const struct queue_way *way);

/* Asks for the decision that ?did= names, which led here: shown above the page with "Undo" (did_bar() of templates/moderation.html). NULL: none,
 * or none that the viewer may see. */
struct log_row;
void did_ask(struct request *rq, struct log_row **out);

/* ---- deciding ---- */

/* The order is the one of names and events: numbers are stored in neither, names are. */
enum moderation {
	MODERATION_KEEP, /* nothing is wrong with it; what was held is shown */
	MODERATION_HIDE, /* a post with its comments; with what opens a thread, all of it */
	MODERATION_RESTORE,
	MODERATION_EDIT, /* these three: what was done is a new version of the post */
	MODERATION_RETITLE,
	MODERATION_RETAG,
	MODERATION_MOVE, /* to another topic */
	MODERATION_MERGE,
	MODERATION_SPLIT,
	MODERATION_LOCK,
	MODERATION_UNLOCK,
	MODERATION_PIN,
	MODERATION_UNPIN,
	MODERATION_WARN,
	MODERATION_SILENCE,
	MODERATION_UNSILENCE,
	MODERATION_SUSPEND,
	MODERATION_UNSUSPEND,
	MODERATION_PSEUDONYMISE,
	MODERATION_CRITICISM, /* kept, and handed to the desk for an answer */
	MODERATION_SWEEP, /* the row that stands for many posts hidden at once, and the accounts with them */
	MODERATION_UNKNOWN,
};
#define MODERATIONS MODERATION_UNKNOWN

/* As stored: "hide". */
const char *moderation_name(enum moderation m);
enum moderation moderation_of(const char *name); /* NULL and others: MODERATION_UNKNOWN */

/* Reasons. There is none for criticism of the company: that is answered. */
enum moderation_rule {
	RULE_NONE,
	RULE_SPAM,
	RULE_ABUSE,
	RULE_PRIVATE,
	RULE_DANGEROUS,
	RULE_OFF_TOPIC,
	RULE_DUPLICATE,
	RULE_ORDER, /* keeping things where they are looked for */
	RULE_OTHER, /* says why in a note */
	RULE_UNKNOWN,
};
#define RULES RULE_UNKNOWN
const char *rule_name(enum moderation_rule rule);  /* as stored: "off_topic" */
enum moderation_rule rule_of(const char *name);	   /* NULL and others: RULE_UNKNOWN */
const char *rule_label(enum moderation_rule rule); /* for people */

/* One act of the moderator whose request it is. The target is a post, a thread or a member; the rest is 0 or NULL where it is not needed. */
struct moderation_act {
	enum moderation action;
	enum moderation_rule rule;
	const char *note;
	int64_t post, thread, member;
	int64_t item; /* of the queue, which it ends */
	/* what the act needs */
	int64_t to;	    /* move: topic; merge: thread; edit, retitle, retag: the revision that was made */
	struct texts posts; /* split: ids */
	const char *title, *slug; /* split: of the new thread; pseudonymise: display name and its skeleton */
	int64_t minutes;	  /* silence, suspend: how long; suspend 0: until it is ended */
	bool hide_history;	  /* edit: what stood there before is for moderators only */
};

/* What was decided, and what it touches. */
struct decided {
	int64_t id;
	int64_t thread, post, member; /* whom it concerns */
	int64_t topic;		      /* of the thread, now */
	int64_t made;		      /* split: the new thread; merge: the one it went into */
	bool was_held, opens;	      /* the post was held before; it is what opens the thread */
};

/* Does it in the open transaction, with its event, its jobs (who is concerned is told, the reporters hear what came of it) and stamps.
 * NULL: refused, the transaction is over, and moderation_refusal() says why for the person. Sleeps. */
struct decided *moderation_decide_wait(struct request *rq, const struct moderation_act *act);
/* Notes an edit that this request makes in the open transaction, if it is a moderator's of somebody else's post: ${revision} is the one it makes.
 * Reads "rule", "reason" and "hide_history" of the form. Does nothing for others. A conflict: somebody was quicker. */
void moderation_note_edit(struct request *rq, enum moderation action, int64_t post, int64_t author,
	int64_t thread, int64_t revision);
const char *moderation_refusal(struct task *t);

/* ---- what members may not do for a while ---- */

/* Whether he may not post just now; the guard asks it for routes that are marked as speaking. */
bool moderation_silenced(const struct viewer *v);

/* ---- threads that went elsewhere ---- */

/* Where the thread went, following all steps; 0: nowhere. For when a thread is not found or not visible. */
void thread_gone_to(struct task *t, int64_t thread, int64_t **out);

/* ---- forum/jobs.c ---- */

void moderation_told_wait(struct task *t, const struct job *job);	 /* subject: the decision */
void moderation_appeal_told_wait(struct task *t, const struct job *job); /* subject: the appeal, answered */
void moderation_criticism_wait(struct task *t, const struct job *job);	 /* subject: the thread */
void moderation_sweep_wait(struct task *t,
	const struct job *job);		    /* subject: the sweep; text "back": it is taken back */
void moderation_round_wait(struct task *t); /* sanctions that are over, removals that stand */

#endif
