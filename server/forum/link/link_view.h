/* link_view.h -- what templates/link/ takes. */
#ifndef FORUM_LINK_VIEW_H
#define FORUM_LINK_VIEW_H

#include "forum/act/act.h"
#include "forum/clock/clock.h"
#include "forum/desk/desk.h"
#include "forum/followup/followup.h"
#include "forum/inbox/inbox.h"
#include "forum/link/link_inside.h"
#include "forum/private/private.h"
#include "forum/thread/thread.h"

struct link_choice {
	const char *value, *label;
	bool now;
};
LIST(link_choices, struct link_choice);

/* A post on the desk's page of a thread. */
struct desk_post {
	const struct post *post;
	struct posts comments;
	struct acceptances acceptances;
};
LIST(desk_posts, struct desk_post);

struct desk_thread_view {
	struct desk_frame frame;
	struct desk_presence presence;
	struct thread *thread;
	struct clock_line *clock; /* NULL: it has none */
	struct followup_lines followups;
	struct private_messages private;
	struct inbox_waitings waiting; /* in the inbox, about it */
	const char *public_url;	       /* where everybody sees it */
	struct posts posts;	       /* as they were asked for */
	struct acceptances acceptances;
	struct desk_post question;
	struct desk_posts answers;
	int64_t next_from;
	bool from_start;
	struct customer_box *customer; /* the asker's */
	struct link_rows links;
	struct proposals proposals;
	struct link_entries history;
	struct link_choices steps; /* states staff may give it */
	int64_t linked;		   /* active links */
	const char *form_key;
	bool may_reply; /* the account speaks for the company */
	/* the official reply: what was typed, what is wrong with it, what it would look like */
	const char *body, *error, *act_error;
	struct html preview;
};

/* Finding the other end of a link. */
struct link_find_view {
	struct desk_frame frame;
	const char *q, *error, *form_key;
	struct thread *thread; /* its cases are looked for; or */
	struct case_row *row;  /* its threads are */
	struct case_rows cases;
	struct proposals proposals;
	struct threads_found threads, alike;
	struct link_rows links;
	const char *kind, *reason; /* as sent */
	struct link_choices kinds;
};

struct case_new_view {
	struct desk_frame frame;
	struct thread *thread; /* NULL: a case without one */
	int64_t post;
	const char *excerpt; /* of the post */
	struct customer_box *customer;
	struct proposals proposals;
	const char *subject, *text, *priority, *error, *form_key;
	struct link_choices priorities;
};

#endif
