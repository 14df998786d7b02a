/* account_view.h -- what templates/account/ takes. An error is a sentence about one field; NULL: that field
 * is fine. */
#ifndef FORUM_ACCOUNT_VIEW_H
#define FORUM_ACCOUNT_VIEW_H

#include <stdbool.h>

#include "base/clock.h"
#include "base/text.h"
#include "forum/account/account.h"
#include "forum/byline.h"
#include "forum/frame/frame_view.h"
#include "forum/kept.h"
#include "forum/standing/standing.h"
#include "web/form.h"

struct signup_view {
	struct frame frame;
	const char *next;			/* where they came from */
	const char *username, *display, *email; /* as typed */
	const char *username_error, *display_error, *email_error, *password_error;
	const char *problem; /* of no field; NULL: none */
};

/* The page behind the link in the mail: one button; the names only if somebody was quicker, the password only
 * in another browser than the one of the form. */
struct confirm_view {
	struct frame frame;
	const char *action;
	const char *username, *display, *email;
	bool choose;   /* other names are needed */
	bool password; /* it is to be written again */
	const char *username_error, *display_error, *password_error;
};

/* "We have sent a mail", "this link is over" and the like: a heading and what to do. */
struct told_view {
	struct frame frame;
	const char *heading;
	const char *text, *more;  /* NULL: nothing more */
	const char *path, *label; /* where to go; NULL: nowhere */
};

struct signin_view {
	struct frame frame;
	const char *next;
	const char *name; /* as typed */
	bool keep;
	const char *error;
	struct kept kept; /* a form that was refused because nobody was signed in */
};

/* That form once more, after signing in. */
struct again_view {
	struct frame frame;
	struct kept_form form;
};

struct reset_view {
	struct frame frame;
	const char *name, *error;
};

struct password_new_view {
	struct frame frame;
	const char *action;
	const char *username;
	bool claim; /* an imported account finds its person */
	int least;
	const char *password_error;
};

struct settings_view {
	struct frame frame;
	const char *key;
	const char *display, *bio, *zone, *locale, *theme;
	const char *display_error, *bio_error, *zone_error;
	struct texts zones;
};

struct password_view {
	struct frame frame;
	const char *key;
	int least;
	const char *now_error, *new_error;
};

struct email_view {
	struct frame frame;
	const char *key;
	const char *current; /* the address mail goes to */
	bool confirmed;
	const char *email; /* as typed */
	const char *email_error, *password_error;
};

struct session_line {
	int64_t id;
	const char *agent; /* "Firefox on Linux" */
	struct when created_at, seen_at;
	bool this_one;
};
LIST(session_lines, struct session_line);

struct sessions_view {
	struct frame frame;
	const char *key;
	struct session_lines sessions;
};

struct profile_question {
	int64_t id;
	const char *title, *slug;
	bool question, solved;
	int64_t answers;
	struct when created_at;
};
LIST(profile_questions, struct profile_question);

struct profile_answer {
	int64_t id;	   /* of the post */
	const char *title; /* of its thread */
	bool accepted;
	int64_t helped, found; /* members who say so, visitors it solved it for */
	struct when created_at;
};
LIST(profile_answers, struct profile_answer);

struct profile {
	struct byline who;
	const char *bio;
	bool suspended;
	struct when joined_at;
	int64_t answers;
};

struct profile_view {
	struct frame frame;
	struct profile *profile;
	struct standing *standing;
	struct strengths strengths; /* topics he helped most in */
	int64_t points;
	bool mine;
	bool show_questions; /* else answers */
	struct profile_questions questions;
	struct profile_answers posts;
	const char *next; /* key of the next page; NULL: this is the last */
};

#endif
