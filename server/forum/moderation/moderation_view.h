/* moderation_view.h -- what templates/moderation*.html take. */
#ifndef FORUM_MODERATION_VIEW_H
#define FORUM_MODERATION_VIEW_H

#include "forum/frame/frame_view.h"
#include "forum/member/member.h"
#include "forum/moderation/bulk_sql.h"
#include "forum/moderation/log_sql.h"
#include "forum/moderation/queue_sql.h"
#include "forum/moderation/rules.h"
#include "forum/moderation/sweep_sql.h"
#include "forum/moderation/tools_sql.h"

/* Reasons to choose from. */
struct rule_choice {
	const char *name, *label;
	const char *key; /* that chooses it: "1" and so on */
	bool chosen;
};
LIST(rule_choices, struct rule_choice);

struct queue_view {
	struct frame frame;
	struct queue_counts counts;
	struct queue_items items;
	int64_t waiting;     /* of all kinds */
	const char *kind;    /* of which alone are shown; "": all are */
	int64_t next;	     /* the next page begins after that item; 0: this is the last */
	bool may_decide;     /* else it is for reading */
	struct log_row *did; /* what was just decided, to take back; NULL */
	struct sweeps sweeps;
};

/* One item, or (item NULL) one post, with all that helps to judge it. */
struct item_view {
	struct frame frame;
	struct queue_item *item;
	struct judged *post;   /* NULL: it is about a member */
	struct person *person; /* whom it is about */
	struct report_rows reports;
	struct log_rows decisions; /* on the post */
	struct log_rows earlier;   /* on the person */
	struct note_rows notes;
	struct queue_items about; /* other open items about the person */
	struct alikes alike;	  /* posts that read like it */
	struct rule_choices rules;
	bool may_decide, taken_by_other, own;
	bool hide, restore, keep; /* the buttons that make sense */
	bool with_thread;	  /* it went with its thread, and comes back with that */
	bool stuck;		  /* it waits, and there is nothing the viewer can decide */
	bool withdrawn;		  /* its author deleted it, which ended the item */
	const char *kind;	  /* that the viewer goes through; "": all */
	struct log_row *did;
};

struct thread_tools_view {
	struct frame frame;
	struct tools_thread *thread;
	struct tools_topics topics;
	struct tools_answers answers;	  /* to split off */
	struct rule_choices rules, order; /* to hide; to move, lock, merge */
	struct log_rows decisions;
	struct log_row *did;
	const char *made_title;
};

struct member_tools_view {
	struct frame frame;
	struct person *person;
	struct log_rows decisions;
	struct notes_view notes;
	struct queue_items about;
	struct rule_choices rules;
	bool own, admins; /* it is the viewer; only an admin may take rights */
	struct log_row *did;
};

struct bulk_view {
	struct frame frame;
	struct bulk_choice choice;
	struct person *person; /* BULK_AUTHOR */
	struct judged *like;   /* what they are like; NULL: nothing */
	struct bulk_posts all;
	int64_t n, standing, accounts; /* would go; are left out; wrote what would go */
	int64_t more;		       /* BULK_WAVE: so many more are held of accounts as new */
	struct bulk_showns doubtful;   /* the least suspicious of what would go */
	struct bulk_showns left;
	struct rule_choices rules;
};

struct sweep_view {
	struct frame frame;
	struct sweep *sweep;
	struct sweep_lefts left;
};

/* Criticism is answered: shown to the moderator who would remove it. */
struct criticism_view {
	struct frame frame;
	int64_t post, item;
	const char *note;
};

struct log_view {
	struct frame frame;
	struct log_rows rows;
	int64_t next;
	bool all; /* for moderators: everything, with names */
};

struct mine_view {
	struct frame frame;
	struct log_rows rows;
	struct when silenced_until, suspended_until;
	bool silenced, suspended;
};

struct appeal_view {
	struct frame frame;
	struct log_row *decision;
	struct judged *post; /* the viewer's own, that it is about; NULL: it is about none */
	const char *text, *error, *key;
};

struct answer_view {
	struct frame frame;
	struct appeal_row *appeal;
	struct log_row *decision;
	struct judged *post;
	bool may;
	struct queue_way way;
	struct log_row *did;
};

struct record_view {
	struct frame frame;
	struct record_all *all;
	struct record_rules rules;
	struct record_people people;
};

struct report_view {
	struct frame frame;
	const char *what;	     /* "post", "member" */
	const char *id;		     /* as in the address */
	const char *title, *excerpt; /* of a post */
	bool opens;		     /* a thread: that is reported with it */
	struct byline about;
	struct rule_choices rules;
	const char *text, *error, *key;
};

struct reports_view {
	struct frame frame;
	struct own_reports reports;
};

#endif
