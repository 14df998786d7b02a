/* desk_view.h -- what templates/desk/ takes for the desk's own pages. An error is a sentence about one field; NULL: that
 * field is fine. */
#ifndef FORUM_DESK_VIEW_H
#define FORUM_DESK_VIEW_H

#include "forum/case/case.h"
#include "forum/clock/clock.h"
#include "forum/desk/desk.h"
#include "forum/frame/frame_view.h"
#include "forum/kept.h"
#include "forum/thread/thread.h"
#include "web/form.h"

struct desk_signin_view {
	struct desk_frame frame;
	const char *next, *name, *error;
	struct kept kept;
};

/* The second step: a code of the phone's, or one of the recovery codes. */
struct desk_code_view {
	struct desk_frame frame;
	const char *next, *error;
	struct kept kept;
};

/* A form that arrived without a session once more, after signing in. */
struct desk_again_view {
	struct desk_frame frame;
	struct kept_form form;
};

struct desk_settings_view {
	struct desk_frame frame;
	const char *key, *display, *zone, *theme, *member;
	bool shortcuts;
	const char *display_error, *zone_error;
	struct texts zones;
};

struct desk_password_view {
	struct desk_frame frame;
	const char *key;
	int least;
	const char *now_error, *new_error;
};

struct desk_totp_view {
	struct desk_frame frame;
	const char *key, *next;
	bool required, on;
	struct when since;
	int64_t codes_left; /* recovery codes not yet used */
	/* to set it up */
	const char *secret, *secret_said; /* base32; the same in groups of four */
	const char *uri;		  /* otpauth:// */
	const char *qr;			  /* the path of its modules, in an SVG of ${qr_side} units */
	int qr_side;
	const char *code_error, *password_error;
};

/* Recovery codes, shown once. */
struct desk_codes_view {
	struct desk_frame frame;
	struct texts codes;
	const char *next;
};

struct desk_session_line {
	int64_t id;
	const char *agent;
	struct when created_at, seen_at;
	bool this_one;
};
LIST(desk_session_lines, struct desk_session_line);

struct desk_sessions_view {
	struct desk_frame frame;
	const char *key;
	struct desk_session_lines sessions;
};

struct desk_found_customer {
	int64_t id;
	const char *name, *tier, *contact; /* the contact that was found, or any */
	const char *external_id;
};
LIST(desk_found_customers, struct desk_found_customer);

struct desk_found_case {
	int64_t id;
	const char *subject, *customer, *external_id;
	enum case_state state;
	struct when changed_at;
};
LIST(desk_found_cases, struct desk_found_case);

struct desk_found_thread {
	int64_t id;
	const char *title, *author;
	enum thread_state state; /* STATE_NONE: a discussion */
	struct when active_at;
};
LIST(desk_found_threads, struct desk_found_thread);

struct desk_listed_thread {
	int64_t id, answers, cases; /* cases: that it is linked to */
	const char *title, *author, *topic;
	enum thread_state state; /* STATE_NONE: a discussion */
	struct when at;		 /* what the list is sorted by */
	struct clock_line clock;
};
LIST(desk_listed_threads, struct desk_listed_thread);

struct desk_topic {
	const char *slug, *name;
};
LIST(desk_topics, struct desk_topic);

struct desk_threads_view {
	struct desk_frame frame;
	bool all;	   /* else the unanswered */
	const char *topic; /* slug; "": all */
	struct desk_topics topics;
	struct desk_listed_threads threads;
	const char *next; /* NULL: this is the last page */
};

struct desk_search_view {
	struct desk_frame frame;
	struct desk_found_customers customers;
	struct desk_found_cases cases;
	struct desk_found_threads threads;
};

#endif
