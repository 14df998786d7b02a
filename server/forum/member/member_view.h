/* member_view.h -- what templates/admin/members.html and member.html take. */
#ifndef FORUM_MEMBER_VIEW_H
#define FORUM_MEMBER_VIEW_H

#include "forum/frame/frame_view.h"
#include "forum/member/member.h"
#include "forum/member/members_sql.h"
#include "forum/member/search.h"

LIST(choices, struct choice);

struct members_view {
	struct frame frame;
	const char *key;
	struct member_search search, lookup; /* what stands in the two forms: by name, by addresses */
	struct choices roles, states, levels, sorts;
	struct found_rows rows;
	const char *next; /* path of the next page; NULL: there is none */
	struct form more; /* the same for addresses: the fields to send; none: there is no next page */
	bool admin;	  /* may look for addresses */
	bool asked;	  /* for something, not just for all */
	bool looked_up;	  /* for addresses */
	bool wrong;	  /* a field was: nobody was looked for */
};

struct session_shown {
	int64_t id;
	const char *agent, *address;
	struct when created_at, seen_at;
	bool own; /* the one the viewer is using */
};
LIST(sessions_shown, struct session_shown);

struct role_shown {
	const char *name, *label, *what;
	bool has;
};
LIST(roles_shown, struct role_shown);

struct audit_shown {
	struct when at;
	const char *by, *what, *said;
};
LIST(audits_shown, struct audit_shown);

struct member_admin_view {
	struct frame frame;
	const char *key;
	struct member_row *member;
	struct notes_view notes;
	const char *number; /* of the member */
	bool admin, own;
	/* for admins */
	bool shown; /* addresses are */
	struct member_email *email;
	struct roles_shown roles;
	struct sessions_shown sessions;
	struct audits_shown audits;
	/* a form that came back */
	const char *wrong_act; /* "roles", "email", "confirm" */
	const char *wrong_password, *wrong_email, *typed_email;
};

#endif
