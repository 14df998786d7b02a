/* thread_view.h -- what templates/thread.html takes. */
#ifndef FORUM_THREAD_VIEW_H
#define FORUM_THREAD_VIEW_H

#include "forum/act/act.h"
#include "forum/frame/frame_view.h"
#include "forum/list/list.h"
#include "forum/thread/thread.h"

/* A post with all that stands on and under it. */
struct post_view {
	struct post *post;
	struct posts comments;
	bool more_comments;   /* there are more than the first ones, which are shown */
	bool comments_since;  /* they do not begin with the first one */
	int64_t next_comment; /* with which the next page of comments begins; 0: none */
	struct acceptances acceptances;
	struct contexts contexts;	 /* where it worked for others */
	bool thanked, helped, unhelpful; /* by the viewer */
	bool mine, may_edit, may_accept, may_delete;
	bool may_suggest; /* an edit, to its author */
	bool accepted_by_viewer;
	const char *comment_draft; /* a comment the viewer has begun; NULL: none */
	bool fresh;		   /* newer than what the viewer has read */
};
LIST(post_views, struct post_view);

/* A link to another thread, as beside and under a question. */
struct thread_link {
	int64_t id;
	const char *title, *slug;
	bool solved;
	int64_t answers;
};
LIST(thread_links, struct thread_link);

struct thread_view {
	struct frame frame;
	struct thread *thread;
	const char *path;
	struct post_view question;
	struct post_views solutions; /* accepted ones */
	struct post_views others;
	struct posts waiting; /* not shown to everybody */
	struct relation relation;
	struct thread_links similar;
	const char *duplicate_title, *duplicate_slug;
	struct thread_place at;		/* what of the thread is shown */
	int64_t next_from;		/* the answer the next page begins with; 0: none */
	bool from_start;		/* this is the first page */
	int64_t first_unread;		/* the first post newer than what was read; 0: none */
	bool may_write, may_ask_solved; /* show the answer form; show "Did this solve it?" */
	bool may_tag;
	bool may_confirm; /* the viewer asked, and only the company has said that it is solved */
	/* the answer form: what was typed, what is wrong with it, what it would look like */
	const char *body, *body_error;
	bool official; /* staff: as the company's word */
	struct html preview;
	const char *form_key;
	bool draft_kept;
	int64_t comment_on; /* a comment form that comes back: on this post, with body and body_error */
};

#endif
