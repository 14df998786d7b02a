/* members_sql.h -- what the functions of migrations/0035 tell and do; for this folder. Each looks whose session it is.
 *
 * What changes belongs into a transaction and conflicts with the constraints that member_refusal() knows. Looking at addresses writes the
 * audit, so it belongs into one, too. */
#ifndef FORUM_MEMBER_MEMBERS_SQL_H
#define FORUM_MEMBER_MEMBERS_SQL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"

struct member_search;
struct request;

/* ---- looking ---- */

struct found_row {
	int64_t id;
	const char *username, *display, *state;
	unsigned roles;
	struct when silenced_until, joined_at, seen_at; /* seen_at {0}: not lately */
	int64_t level, answers, notes;
	const char *email, *address; /* NULL: not looked for */
};
LIST(found_rows, struct found_row);
#define FOUND_MOST 50
/* One more than is shown, if there is more. None for a viewer who may not; a conflict if he asks for addresses and may not. */
void members_find(struct request *rq, const struct member_search *s, struct found_rows *out);

/* What moderators see of one. */
struct member_row {
	int64_t id;
	const char *username, *display, *state;
	unsigned roles;
	struct when silenced_until, suspended_until, joined_at, seen_at;
	int64_t level, answers, solutions, sessions, decisions, reports;
	bool login, confirmed, password; /* an address, that is proved, and a password */
};
/* By ${id}, or where that is 0 by ${name}. */
void member_find(struct request *rq, int64_t id, const char *name, struct member_row **out);

/* For admins; nothing for others. */
struct member_email {
	const char *email;
	struct when confirmed_at;
};
void member_email_find(struct request *rq, int64_t member, struct member_email **out);

struct member_session {
	int64_t id;
	const char *agent, *address; /* address NULL: not asked for, or not known any more */
	struct when created_at, seen_at;
};
LIST(member_sessions, struct member_session);
void member_sessions_find(struct request *rq, int64_t member, bool addresses, struct member_sessions *out);

struct member_audit {
	struct when at;
	const char *by, *what, *said; /* by NULL: the command line */
};
LIST(member_audits, struct member_audit);
void member_audit_find(struct request *rq, int64_t member, struct member_audits *out);

/* ---- acting ---- */

struct member_done {
	bool done; /* false: there was nothing to do */
	const char *name;
};
/* ${base}: the roles that were seen. */
void member_roles_set(struct request *rq, int64_t member, unsigned base, unsigned roles,
	struct member_done **out);
/* ${session} 0: all but the viewer's own. */
void member_sessions_stop(struct request *rq, int64_t member, int64_t session, struct member_done **out);
/* Only the note in the audit, if it may be: the mails are the caller's. name: the username. */
void member_reset_note(struct request *rq, int64_t member, struct member_done **out);
void member_email_note(struct request *rq, int64_t member, const char *key, struct member_done **out);
void member_email_confirm(struct request *rq, int64_t member, struct member_done **out);

#endif
